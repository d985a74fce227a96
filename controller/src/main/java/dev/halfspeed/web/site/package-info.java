/** Which page is at which address, and what forms on them do. */
@NullMarked
package dev.halfspeed.web.site;

import org.jspecify.annotations.NullMarked;
