package dev.halfspeed.search;

/** The logarithm of Euler's beta function. */
final class BetaFunction {
  /** From here on three terms of Stirling's series are good to some 12 digits. */
  private static final double LARGE = 12;

  private BetaFunction() {}

  /** log B(a, b) for positive a and b. */
  static double log(double a, double b) {
    return logGamma(a) + logGamma(b) - logGamma(a + b);
  }

  /**
   * log of the gamma function for positive x: Stirling's series, after Gamma(x + 1) = x Gamma(x).
   */
  static double logGamma(double x) {
    double at = x;
    double product = 1;
    while (at < LARGE) {
      product *= at;
      at++;
    }
    double square = at * at;
    return (at - 0.5) * Math.log(at)
        - at
        + Math.log(2 * Math.PI) / 2
        + (1 - (1 - 2 / (7 * square)) / (30 * square)) / (12 * at)
        - Math.log(product);
  }
}
