package dev.halfspeed.jobs;

import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.JobId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cancels jobs beside whoever asks, by one task a job however often it is asked for: a machine that
 * can't be reached may take minutes to say so, and it is asked for every second. Safe for use by
 * several threads.
 */
final class Cancellations {
  private final Time time;

  /** Jobs that are being cancelled, and whether that was asked for again meanwhile. */
  private final Map<JobId, Boolean> underWay = new ConcurrentHashMap<>();

  Cancellations(Time time) {
    this.time = time;
  }

  /** Tells a machine to end a job. */
  @FunctionalInterface
  interface Attempt {
    /** Returns when the machine has heard of it, or can't be reached. */
    void perform() throws InterruptedException;
  }

  /**
   * Asks for a job to be cancelled. While an attempt is under way, another one is made after it:
   * the first may have come just before the job was started.
   */
  void ask(JobId job, Attempt attempt) {
    boolean isUnderWay = underWay.merge(job, false, (before, now) -> true);
    if (!isUnderWay) {
      time.start("cancel " + job, () -> perform(job, attempt));
    }
  }

  private void perform(JobId job, Attempt attempt) {
    try {
      do {
        attempt.perform();
      } while (!underWay.remove(job, false) && underWay.replace(job, true, false));
    } catch (InterruptedException stopped) {
      underWay.remove(job);
      Thread.currentThread().interrupt();
    }
  }
}
