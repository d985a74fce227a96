package dev.halfspeed.comparison;

/**
 * How much the second variant of a pair has of the metric beside the first, on the log scale, with
 * an interval that holds at any time and together with those of all other pairs.
 *
 * @param log the estimate; negative: the second has less
 * @param low the interval's lower end
 * @param high its upper end
 */
public record Difference(double log, double low, double high) {
  /** As a part of the first variant's value: -0.5 is half. */
  public double fraction() {
    return Math.expm1(log);
  }

  /** The interval's lower end as a part. */
  public double lowFraction() {
    return Math.expm1(low);
  }

  /** The interval's upper end as a part. */
  public double highFraction() {
    return Math.expm1(high);
  }
}
