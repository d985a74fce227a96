package dev.halfspeed.search.noise;

/**
 * What is believed about the size of a regression before it was measured, as a mixture of Gaussians
 * on the log scale.
 */
public final class EffectPrior {
  private static final double SMALLEST = 0.003;
  private static final double RATIO = 1.8;
  private static final double SPREAD = 0.4;
  private static final double[] WEIGHTS = {
    0.001, 0.003, 0.01, 0.05, 0.1, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, 0.086
  };

  /** Below this exponent a component adds nothing. */
  private static final double NOTHING = -40;

  private final double[] weights;
  private final double[] means;
  private final double[] variances;

  private EffectPrior(double[] weights, double[] means, double[] variances) {
    this.weights = weights;
    this.means = means;
    this.variances = variances;
  }

  /**
   * Losses from 0.3 % to 85 % of the metric, about evenly spread on a logarithmic scale. It keeps
   * away from 0, so that a difference that is not there is told from a small one in few boots.
   */
  public static EffectPrior broad() {
    double[] means = new double[WEIGHTS.length];
    double[] variances = new double[WEIGHTS.length];
    for (int component = 0; component < WEIGHTS.length; component++) {
      means[component] = -SMALLEST * Math.pow(RATIO, component);
      double deviation = SPREAD * means[component];
      variances[component] = deviation * deviation;
    }
    return new EffectPrior(WEIGHTS, means, variances);
  }

  /** The effect is known. */
  public static EffectPrior told(double effect) {
    return new EffectPrior(
        new double[] {1}, new double[] {effect}, new double[] {effect * effect * 1e-8});
  }

  public int components() {
    return weights.length;
  }

  /** Mean of a component, negative. */
  public double mean(int component) {
    return means[component];
  }

  public double variance(int component) {
    return variances[component];
  }

  public double weight(int component) {
    return weights[component];
  }

  /**
   * log of the integral of exp(T delta - S delta^2 / 2) over the prior, mirrored to improvements
   * where sign is -1. Closed form for each component.
   */
  public double logIntegral(double s, double t, int sign) {
    double most = Double.NEGATIVE_INFINITY;
    double[] exponents = new double[weights.length];
    for (int component = 0; component < weights.length; component++) {
      double mean = sign * means[component];
      double variance = variances[component];
      exponents[component] =
          (t * mean + t * t * variance / 2 - s * mean * mean / 2) / (1 + s * variance);
      most = Math.max(most, exponents[component]);
    }
    double sum = 0;
    for (int component = 0; component < weights.length; component++) {
      double below = exponents[component] - most;
      if (below > NOTHING) {
        sum += weights[component] * Math.exp(below) / Math.sqrt(1 + s * variances[component]);
      }
    }
    return most + Math.log(sum);
  }
}
