package dev.halfspeed.bisect;

import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Time;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that wait while the store's disk is full: what machines have measured meanwhile is kept
 * until there is room for it. Nothing is decided before it is written, so the bisection stands
 * still, and its machines finish what they were told.
 */
final class PatientWrites {
  private static final Logger LOG = LoggerFactory.getLogger(PatientWrites.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

  private final Time time;

  PatientWrites(Time time) {
    this.time = time;
  }

  /**
   * Writes, as soon as that is possible.
   *
   * @param write one transaction, which leaves nothing behind when it fails
   * @throws StoreException when it fails for another reason, or the thread is interrupted
   */
  void write(Runnable write) {
    boolean told = false;
    while (true) {
      try {
        write.run();
        return;
      } catch (StoreException failed) {
        if (!failed.isForWantOfSpace()) {
          throw failed;
        }
        if (!told) {
          LOG.warn("{}; tried again until there is room on its disk", failed.getMessage());
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
