/** Changes of bisections as ordered logs that clients follow. */
@NullMarked
package dev.halfspeed.web.events;

import org.jspecify.annotations.NullMarked;
