/**
 * The words of a job, between a worker's protocol and the store's rows: kinds, outcomes, results,
 * when it counts as stuck.
 */
@NullMarked
package dev.halfspeed.work;

import org.jspecify.annotations.NullMarked;
