/** Pages of watches, their series and regressions. */
@NullMarked
package dev.halfspeed.web.page.watch;

import org.jspecify.annotations.NullMarked;
