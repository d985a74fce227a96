package dev.halfspeed.detection;

/**
 * What a maximum over many places, looked at after each new point, is worth: the p-value of one
 * look. Found by simulation and kept as a curve; {@code DetectionCalibration} of the tests makes it
 * anew and checks it. That a look has the same false alarm rate at each point is the rule of D.
 * Hawkins, P. Qiu and C. Kang, The changepoint model for statistical process control, Journal of
 * Quality Technology 35, 2003.
 */
final class EvidenceCalibration {
  /** Below it the curves do not hold, and nothing is proposed. */
  static final double LEAST = 2.5;

  /** Of alarms a point: log = RATE + SLOPE z^2. */
  private static final double RATE = -1.27;

  private static final double RATE_SLOPE = -0.44;

  /** Of looks with at least this evidence, in the same form: several in a row have it. */
  private static final double LOOKS = -1.41;

  private static final double LOOKS_SLOPE = -0.305;

  private EvidenceCalibration() {}

  /** The probability that a look at a series without a change has at least this evidence. */
  static double pValue(double evidence) {
    return evidence < LEAST ? 1 : Math.min(1, Math.exp(LOOKS + LOOKS_SLOPE * evidence * evidence));
  }

  /** The evidence that gives so many false alarms a point. */
  static double threshold(double falseAlarms) {
    return Math.max(LEAST, Math.sqrt((Math.log(falseAlarms) - RATE) / RATE_SLOPE));
  }
}
