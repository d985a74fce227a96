package dev.halfspeed.jobs;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.JobRecord;

/** What there is of the log of a job. */
public sealed interface FoundLog {
  /** The job. */
  JobRecord job();

  /** All of it, where it was written. */
  record Whole(JobRecord job, JobLog log) implements FoundLog {}

  /**
   * The end that came with the result.
   *
   * @param why there is no more of it, and what to do about that
   */
  record End(JobRecord job, JobLog log, Problem why) implements FoundLog {}

  /**
   * Nothing.
   *
   * @param isAway whether there may be more once its machine is connected
   */
  record Nothing(JobRecord job, Problem why, boolean isAway) implements FoundLog {}
}
