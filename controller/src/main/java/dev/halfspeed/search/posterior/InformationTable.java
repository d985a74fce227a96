package dev.halfspeed.search.posterior;

/**
 * Mutual information, in bits, between a state that is bad with probability p and one Gaussian
 * measurement that moves by d standard deviations when it is: I(p, d) = h(p N(d, 1) + (1 - p) N(0,
 * 1)) - h(N(0, 1)).
 */
public final class InformationTable {
  private static final int P_STEPS = 48;
  private static final double D_STEP = 0.125;
  private static final double D_MAXIMUM = 9;
  private static final int D_STEPS = (int) (D_MAXIMUM / D_STEP);
  private static final double LN2 = Math.log(2);
  private static final double[][] TABLE = tabulate();

  private InformationTable() {}

  /** I(p, d), interpolated. */
  public static double bits(double p, double d) {
    double folded = Math.min(p, 1 - p);
    if (folded <= 0 || d <= 0) {
      return 0;
    }
    if (d >= D_MAXIMUM) {
      return entropy(folded);
    }
    // The grid is quadratic in p, where information is steep near 0, and linear in d.
    double column = Math.sqrt(2 * folded) * P_STEPS;
    int left = Math.min((int) column, P_STEPS - 1);
    double across = column - left;
    double row = d / D_STEP;
    int below = Math.min((int) row, D_STEPS - 1);
    double up = row - below;
    double low = TABLE[below][left] * (1 - across) + TABLE[below][left + 1] * across;
    double high = TABLE[below + 1][left] * (1 - across) + TABLE[below + 1][left + 1] * across;
    return low * (1 - up) + high * up;
  }

  /** Entropy of a coin, in bits. */
  public static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -(p * Math.log(p) + (1 - p) * Math.log1p(-p)) / LN2;
  }

  private static double[][] tabulate() {
    double[][] table = new double[D_STEPS + 1][P_STEPS + 1];
    for (int row = 1; row <= D_STEPS; row++) {
      for (int column = 1; column <= P_STEPS; column++) {
        double root = (double) column / P_STEPS;
        table[row][column] = integrate(root * root / 2, row * D_STEP);
      }
    }
    return table;
  }

  /** I(p, d) by the trapezoid rule, which is all but exact for such smooth integrands. */
  static double integrate(double p, double d) {
    double step = 0.1;
    double sum = 0;
    for (double y = -7; y <= d + 7; y += step) {
      double good = Math.exp(-y * y / 2);
      double bad = Math.exp(-(y - d) * (y - d) / 2);
      double both = p * bad + (1 - p) * good;
      if (both > 0) {
        sum += bad > 0 ? p * bad * Math.log(bad / both) : 0;
        sum += good > 0 ? (1 - p) * good * Math.log(good / both) : 0;
      }
    }
    return Math.max(0, sum * step / Math.sqrt(2 * Math.PI) / LN2);
  }
}
