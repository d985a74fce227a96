package dev.halfspeed.jobs;

import java.time.Duration;

/**
 * For how long a campaign may find out nothing: a day in which machines could have worked for it,
 * or were out of use. Time does not count while it waits for others that use its machines, or while
 * a person has drained one.
 */
public final class ProgressLimit {
  public static final Duration LIMIT = Duration.ofDays(1);

  private long amount = -1;
  private long lastLook;
  private boolean waited;
  private Duration lost = Duration.ZERO;

  /** Begins anew: a person changed what is to be found out, or what counts as found. */
  public void restart() {
    amount = -1;
  }

  /**
   * Looks at how things stand.
   *
   * @param now on a clock that never goes back, in nanoseconds
   * @param found how much has been found out: more than ever since the last restart is progress
   * @param waits whether from now on it waits for others, or for a person
   * @return whether nothing was found out for too long
   */
  public boolean isReached(long now, long found, boolean waits) {
    if (found > amount) {
      amount = found;
      lost = Duration.ZERO;
    } else if (!waited) {
      lost = lost.plusNanos(now - lastLook);
    }
    lastLook = now;
    waited = waits;
    return lost.compareTo(LIMIT) >= 0;
  }
}
