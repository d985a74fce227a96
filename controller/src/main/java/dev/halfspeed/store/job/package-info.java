/**
 * What jobs left: their starts and ends, runs, samples, counters, and the kernels that were built.
 */
@NullMarked
package dev.halfspeed.store.job;

import org.jspecify.annotations.NullMarked;
