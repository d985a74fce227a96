package dev.halfspeed.report.bisection;

/** A value of a metric with the interval that holds 95 % of what it may be. */
public record Estimate(double mean, double low, double high) {
  /** Half of the interval, in standard deviations of a normal distribution. */
  private static final double WIDTH = 1.96;

  /**
   * An estimate that is normally distributed on the log scale, on which the noise is: the interval
   * is symmetric there, so that it never reaches 0.
   *
   * @param deviation standard deviation there; 0 while unknown: the interval is the mean then
   */
  static Estimate of(double logarithm, double deviation) {
    double half = WIDTH * deviation;
    return new Estimate(
        Math.exp(logarithm), Math.exp(logarithm - half), Math.exp(logarithm + half));
  }
}
