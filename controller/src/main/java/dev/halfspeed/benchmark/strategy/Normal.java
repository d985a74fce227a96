package dev.halfspeed.benchmark.strategy;

/** The standard normal distribution. */
public final class Normal {
  private Normal() {}

  /**
   * P(Z > z). By the continued fraction of Laplace beyond 2, by the series of the error function
   * before it; good to 1e-12.
   */
  public static double tail(double z) {
    if (z < 0) {
      return 1 - tail(-z);
    }
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    if (z > 3) {
      double fraction = z;
      for (int level = 80; level >= 1; level--) {
        fraction = z + level / fraction;
      }
      return density / fraction;
    }
    double term = z;
    double sum = z;
    for (int index = 1; index < 60; index++) {
      term *= z * z / (2 * index + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
}
