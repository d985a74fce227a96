package dev.halfspeed.evidence;

/**
 * How much of the time two sides spend in something, as shares of the time in which processors had
 * something to do.
 *
 * @param first mean of that side's boots, like {@code second}
 * @param low of the 95 % interval of the difference, second less first, like {@code high}
 * @param forWork how many times as much time the second side spends there for the same work; NaN
 *     where the first spends none
 * @param isClear whether the two are told apart
 */
public record ShareDifference(
    double first, double second, double low, double high, double forWork, boolean isClear) {
  /** In parts of the time, signed. */
  public double difference() {
    return second - first;
  }

  /** Seen from the other side. */
  ShareDifference inverse() {
    return new ShareDifference(second, first, -high, -low, 1 / forWork, isClear);
  }

  ShareDifference clear(boolean now) {
    return new ShareDifference(first, second, low, high, forWork, now);
  }
}
