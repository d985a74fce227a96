/** Watches, their points, and the series of values that they measured. */
@NullMarked
package dev.halfspeed.store.watch;

import org.jspecify.annotations.NullMarked;
