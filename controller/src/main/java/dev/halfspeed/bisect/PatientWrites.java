package dev.halfspeed.bisect;

import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Time;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that wait for a while where the store's disk is full or gives errors: what machines have
 * measured meanwhile is kept until it can be written. Nothing is decided before it is written, so
 * whoever writes stands still, and its machines finish what they were told.
 */
final class PatientWrites {
  private static final Logger LOG = LoggerFactory.getLogger(PatientWrites.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

  private final Time time;
  private final Duration limit;

  private PatientWrites(Time time, Duration limit) {
    this.time = time;
    this.limit = limit;
  }

  /** Those of a bisection, which is held up after a while, for all to see. */
  static PatientWrites ofBisection(Time time) {
    return new PatientWrites(time, Duration.ofMinutes(5));
  }

  /** Those of a check: nobody would take it up again. */
  static PatientWrites ofCheck(Time time) {
    return new PatientWrites(time, ProgressLimit.LIMIT);
  }

  /**
   * Writes, as soon as that is possible.
   *
   * @param write one transaction, which leaves nothing behind when it fails
   * @throws StoreException when it still fails after that time, can't succeed later, or the thread
   *     is interrupted
   */
  void write(Runnable write) {
    boolean told = false;
    long began = time.nanoTime();
    while (true) {
      try {
        write.run();
        return;
      } catch (StoreException failed) {
        if (!failed.isPassing() || time.nanoTime() - began >= limit.toNanos()) {
          throw failed;
        }
        if (!told) {
          LOG.warn("{}; tried again for {} min", failed.getMessage(), limit.toMinutes());
          told = true;
        }
        pause(failed);
      }
    }
  }

  private void pause(StoreException failed) {
    try {
      time.sleep(BETWEEN_TRIES);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw failed;
    }
  }
}
