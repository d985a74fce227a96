/**
 * Simulated worlds: histories with a known culprit, noise, drift, and what no search can beat in
 * them.
 */
@NullMarked
package dev.halfspeed.benchmark.world;

import org.jspecify.annotations.NullMarked;
