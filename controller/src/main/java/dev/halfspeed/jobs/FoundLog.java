package dev.halfspeed.jobs;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.job.JobRecord;

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
   * @param why its code is MACHINE_AWAY where there may be more once its machine is connected, and
   *     UNKNOWN where there is none
   */
  record Nothing(JobRecord job, Problem why) implements FoundLog {}
}
