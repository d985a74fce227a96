package dev.halfspeed.schedule;

import java.time.Duration;

/**
 * How often a machine has failed in a row: with no job done well in between, six times or more over
 * an hour or more. Then it is not short trouble any more.
 */
final class RepeatedFaults {
  static final int TIMES = 6;
  static final Duration SPAN = Duration.ofHours(1);

  private int times;
  private long since;

  /**
   * It has failed.
   *
   * @param now on a clock that never goes back, in nanoseconds
   * @return whether that is too often
   */
  boolean fails(long now) {
    if (times == 0) {
      since = now;
    }
    times++;
    return times >= TIMES && now - since >= SPAN.toNanos();
  }

  /** It has done a job well. */
  void works() {
    times = 0;
  }

  /** How often it has failed in a row. */
  int times() {
    return times;
  }
}
