package dev.halfspeed.detection;

/**
 * The size of a change on the log scale: the level after it less the one before it.
 *
 * @param estimate Hodges' and Lehmann's
 * @param low lower end of the 95 % interval
 * @param high upper end
 */
public record Size(double estimate, double low, double high) {
  /** The change as a part of the level before: 0.01 is 1 % more. */
  public double part() {
    return Math.expm1(estimate);
  }
}
