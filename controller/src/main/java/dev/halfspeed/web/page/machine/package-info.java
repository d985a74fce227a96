/** Pages of machines. */
@NullMarked
package dev.halfspeed.web.page.machine;

import org.jspecify.annotations.NullMarked;
