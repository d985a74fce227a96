/** The page of a bisection. */
@NullMarked
package dev.halfspeed.web.page.bisection;

import org.jspecify.annotations.NullMarked;
