package dev.halfspeed.search;

/**
 * What is believed about the size of a regression before it was measured: a mixture of Gaussians
 * over losses from 0.3 % to 85 % of the metric, about evenly spread on a logarithmic scale.
 *
 * <p>It keeps away from 0, so that a difference that is not there is told from a small one in few
 * boots.
 */
final class EffectPrior {
  private static final double SMALLEST = 0.003;
  private static final double RATIO = 1.8;
  private static final double SPREAD = 0.4;
  private static final double[] WEIGHTS = {
    0.001, 0.003, 0.01, 0.05, 0.1, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.086
  };
  static final int COMPONENTS = WEIGHTS.length;

  private EffectPrior() {}

  /** Mean of a component on the log scale, negative. */
  static double mean(int component) {
    return -SMALLEST * Math.pow(RATIO, component);
  }

  static double variance(int component) {
    double deviation = SPREAD * mean(component);
    return deviation * deviation;
  }

  static double weight(int component) {
    return WEIGHTS[component];
  }

  private static final double[] MEANS = new double[COMPONENTS];
  private static final double[] VARIANCES = new double[COMPONENTS];

  static {
    for (int component = 0; component < COMPONENTS; component++) {
      MEANS[component] = mean(component);
      VARIANCES[component] = variance(component);
    }
  }

  /**
   * log of the integral of exp(T delta - S delta^2 / 2) over the prior, mirrored to improvements
   * where sign is -1. Closed form for each component.
   */
  static double logIntegral(double s, double t, int sign) {
    double[] exponents = new double[COMPONENTS];
    double most = Double.NEGATIVE_INFINITY;
    for (int component = 0; component < COMPONENTS; component++) {
      double mean = sign * MEANS[component];
      double variance = VARIANCES[component];
      double stretch = 1 + s * variance;
      exponents[component] = (t * mean + t * t * variance / 2 - s * mean * mean / 2) / stretch;
      most = Math.max(most, exponents[component]);
    }
    double sum = 0;
    for (int component = 0; component < COMPONENTS; component++) {
      double below = exponents[component] - most;
      if (below > -40) {
        sum += WEIGHTS[component] * Math.exp(below) / Math.sqrt(1 + s * VARIANCES[component]);
      }
    }
    return most + Math.log(sum);
  }
}
