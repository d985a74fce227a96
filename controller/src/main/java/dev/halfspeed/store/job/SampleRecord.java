package dev.halfspeed.store.job;

import org.jspecify.annotations.Nullable;

/**
 * One metric of one run.
 *
 * @param job the boot's job
 * @param attempt the job's attempt
 * @param run number of the run in its boot, from 1
 * @param metric the recipe's name of it
 * @param value finite, in the metric's unit
 * @param disturbance what disturbed the run, or who has left it out and why, in words, so that it
 *     is no evidence; absent: nothing
 */
public record SampleRecord(
    String job, int attempt, int run, String metric, double value, @Nullable String disturbance) {
  /** Refuses a value that is no number: it would be evidence of nothing. */
  public SampleRecord {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "run %d of job %s: %s is %s, not a number".formatted(run, job, metric, value));
    }
  }
}
