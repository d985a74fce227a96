/**
 * What else differed between two kernels: their counters compared, and what known cases make of it.
 * Pure: boots go in, differences and hints come out. Nothing here is proof of anything.
 */
@NullMarked
package dev.halfspeed.evidence;

import org.jspecify.annotations.NullMarked;
