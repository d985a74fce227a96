package dev.halfspeed.detection;

import java.util.Arrays;

/**
 * Which of many p-values are discoveries if no more than a share of these may be false: the step-up
 * rule of Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal
 * Statistical Society B 57, 1995. It holds for series that are independent or go up and down
 * together (Y. Benjamini, D. Yekutieli, Annals of Statistics 29, 2001), as those of one machine do.
 */
public final class FalseDiscoveries {
  private FalseDiscoveries() {}

  /**
   * The largest p-value that is a discovery; below 0 where none is.
   *
   * @param pValues of all tests of the round, also those that show nothing
   */
  public static double limit(double[] pValues, double share) {
    double[] sorted = pValues.clone();
    Arrays.sort(sorted);
    for (int rank = sorted.length; rank >= 1; rank--) {
      if (sorted[rank - 1] <= share * rank / sorted.length) {
        return sorted[rank - 1];
      }
    }
    return -1;
  }
}
