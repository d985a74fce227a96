/**
 * What the boots of one kernel tell of a machine: how much they differ, whether it is even, whether
 * it is what it was. Pure functions; when machines are checked is decided elsewhere.
 */
@NullMarked
package dev.halfspeed.health;

import org.jspecify.annotations.NullMarked;
