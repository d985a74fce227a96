package dev.halfspeed.store.job;

import dev.halfspeed.store.campaign.DecisionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Jobs of all campaigns, and their ends. */
public interface JobStore {
  /**
   * Adds a job that is about to start, together with the decision that asked for it.
   *
   * @param work what the machine is asked to do; kept until the job ends, so that a controller that
   *     starts anew can follow it
   */
  void start(JobRecord job, Optional<String> work, DecisionRecord decision);

  /** Adds a job that starts by itself: facts, or another attempt. */
  void start(JobRecord job, Optional<String> work);

  /** Adds a job that is over: its start and its end at once. */
  void add(JobRecord job, JobEnd end);

  /**
   * Ends a job.
   *
   * @return false when it has ended already; nothing is changed then
   */
  boolean finish(JobEnd end);

  /** The jobs of a campaign in the order in which they were started. */
  List<JobRecord> all(String campaign);

  /** One attempt at a job; empty where there is none. */
  Optional<JobRecord> find(String job, int attempt);

  /** The last attempt at a job; empty where there is no such job. */
  Optional<JobRecord> findLast(String job);

  /**
   * The jobs of a machine that began in a span of time, the newest first.
   *
   * @param until none that began then or later
   * @param most at most so many
   */
  List<JobRecord> onMachine(String machine, Instant since, Instant until, int most);

  /**
   * Those of {@link #all} that have ended, in the order in which that was written: clocks jump, and
   * what was decided in between knew those before and not those after.
   */
  List<JobRecord> ended(String campaign);

  /** Those of {@link #all} that are not known to have ended: a machine may still be at them. */
  List<OpenJob> unfinished(String campaign);

  /**
   * A job without an end.
   *
   * @param work what its machine was asked to do; empty where no machine took part
   */
  record OpenJob(JobRecord job, Optional<String> work) {}

  /** The end of the log of a job that failed; empty where none is kept. */
  String log(String job, int attempt);

  /** The effective .config with this digest. */
  Optional<String> config(String sha256);

  /**
   * How long machines worked for a campaign: the sum over its jobs that have ended, as their
   * workers tell it where they do. A job that was lost with its machine counts nothing: how long it
   * was at work nobody knows, and it may have been away for days.
   */
  Duration machineTime(String campaign);

  /**
   * How long machines worked for all campaigns of an owner, as far as that was after a moment: the
   * sum over their jobs that have ended, as for one campaign.
   */
  Duration machineTime(String owner, Instant since);

  /** How many jobs, those of checks left out, have ended on a machine since then. */
  int countSince(String machine, Instant since);
}
