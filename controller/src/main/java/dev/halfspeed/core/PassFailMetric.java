package dev.halfspeed.core;

/**
 * Runs that pass or fail instead of giving numbers: the metric is 1 for a pass, 0 for a failure.
 */
public final class PassFailMetric {
  /** The unit of such a metric, which no other has. */
  public static final String UNIT = "pass/fail";

  private PassFailMetric() {}

  /** Whether a metric of this unit is one. */
  public static boolean isUnit(String unit) {
    return unit.equals(UNIT);
  }
}
