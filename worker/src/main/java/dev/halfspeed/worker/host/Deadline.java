package dev.halfspeed.worker.host;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The moment by which something has to be done, by a clock that nobody sets.
 *
 * @param nanoTime as {@link System#nanoTime} will say it
 */
public record Deadline(long nanoTime) {
  /** The moment that is this far away from now. */
  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + TimeUnit.NANOSECONDS.convert(duration));
  }

  /** What is left; zero when it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /** Whether it has passed. */
  public boolean passed() {
    return remaining().isZero();
  }

  /** The sooner of the two. */
  public Deadline or(Deadline other) {
    return remaining().compareTo(other.remaining()) <= 0 ? this : other;
  }
}
