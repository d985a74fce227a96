package dev.halfspeed.search;

/**
 * How much a metric changed, on the log scale, with a 95 % interval.
 *
 * @param log the expected change of the natural logarithm; negative is a regression
 * @param low the interval's lower end
 * @param high its upper end
 */
public record Effect(double log, double low, double high) {
  /** Nothing is known of it. */
  public static final Effect UNKNOWN =
      new Effect(0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** The change as a fraction of the value before: -0.5 is half. */
  public double fraction() {
    return Math.expm1(log);
  }

  /** The interval's lower end as a fraction. */
  public double lowFraction() {
    return Math.expm1(low);
  }

  /** The interval's upper end as a fraction. */
  public double highFraction() {
    return Math.expm1(high);
  }
}
