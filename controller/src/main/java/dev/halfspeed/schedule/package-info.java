/**
 * Which campaign gets a place on a machine, and what a campaign's own machines can do for it now.
 * Knows no jobs but by what is kept of them.
 */
@NullMarked
package dev.halfspeed.schedule;

import org.jspecify.annotations.NullMarked;
