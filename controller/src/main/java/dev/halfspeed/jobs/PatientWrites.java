package dev.halfspeed.jobs;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes that wait, for a day at most, while the store's disk is full or gives errors: what
 * machines have measured meanwhile is kept until it can be written. Nothing is decided before it is
 * written, so whoever writes stands still, and its machines finish what they were told.
 *
 * <p>One thread writes; any may ask what it waits for.
 */
public final class PatientWrites {
  private static final Logger LOG = LoggerFactory.getLogger(PatientWrites.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
  private static final Duration LIMIT = ProgressLimit.LIMIT;

  private final Time time;
  private volatile @Nullable Waiting waiting;

  /** Why a write waits. */
  public record Waiting(Problem why, Instant since) {
    /** For who looks at it. */
    public String words() {
      return "%s; %s; tried again every %d s, for a day"
          .formatted(why.what(), why.nextStep(), BETWEEN_TRIES.toSeconds());
    }
  }

  public PatientWrites(Time time) {
    this.time = time;
  }

  /** What is waited for now; empty while all can be written. */
  Optional<Waiting> waiting() {
    return Optional.ofNullable(waiting);
  }

  /**
   * Writes, as soon as that is possible.
   *
   * @param write one transaction, which leaves nothing behind when it fails
   * @throws StoreException when it still fails after a day, can't succeed later, or the thread is
   *     interrupted
   */
  public void write(Runnable write) {
    long began = time.nanoTime();
    try {
      while (true) {
        try {
          write.run();
          return;
        } catch (StoreException failed) {
          if (!failed.isPassing() || time.nanoTime() - began >= LIMIT.toNanos()) {
            throw failed;
          }
          waitFor(failed);
        }
      }
    } finally {
      waiting = null;
    }
  }

  private void waitFor(StoreException failed) {
    if (waiting == null) {
      LOG.warn("{}; tried again for a day", failed.getMessage());
      waiting = new Waiting(failed.problem(), time.instant());
    }
    try {
      time.sleep(BETWEEN_TRIES);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw failed;
    }
  }
}
