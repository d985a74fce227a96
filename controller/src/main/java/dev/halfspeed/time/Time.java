package dev.halfspeed.time;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Where time comes from, and what passes it: sleeping, waiting for a message, running beside each
 * other. The instants are wall-clock time, which may jump; durations are measured with {@link
 * #nanoTime}, which does not.
 */
public interface Time extends InstantSource {

  /** The real time, and virtual threads. */
  static Time real() {
    return RealTime.INSTANCE;
  }

  /** Nanoseconds since some moment; never goes back, whatever the wall clock does. */
  long nanoTime();

  /** Returns after that time. */
  void sleep(Duration time) throws InterruptedException;

  /** Runs a task beside the caller. */
  Running start(String name, Runnable task);

  /** An empty mailbox. */
  <T> Mailbox<T> mailbox();

  /** A task that was started. */
  interface Running {
    /** Asks it to stop: what it waits for ends with an {@link InterruptedException}. */
    void interrupt();

    /**
     * Waits for its end.
     *
     * @return false when it still runs after that time
     */
    boolean join(Duration time) throws InterruptedException;
  }
}
