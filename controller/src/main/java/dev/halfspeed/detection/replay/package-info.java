/**
 * Plays detection over series that exist already, to see what settings would have done: what would
 * have been found and bisected, and what it would have cost.
 */
@NullMarked
package dev.halfspeed.detection.replay;

import org.jspecify.annotations.NullMarked;
