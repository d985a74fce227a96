package dev.halfspeed.detection;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/** The difference of two levels. */
final class Shift {
  /** More values of a side would tell the difference hardly better, and cost time. */
  private static final int MOST = 64;

  private static final double TAIL = 0.025;

  private Shift() {}

  /**
   * Hodges' and Lehmann's estimate: the median of all differences between a value after and one
   * before (J. Hodges, E. Lehmann, Estimates of location based on rank tests, Annals of
   * Mathematical Statistics 34, 1963), with the interval of Student's t.
   *
   * @param deviation of the noise
   * @param degrees of freedom with which that is known
   */
  static Size of(double[] before, double[] after, double deviation, double degrees) {
    double[] near = Arrays.copyOfRange(before, Math.max(0, before.length - MOST), before.length);
    double[] soon = Arrays.copyOf(after, Math.min(after.length, MOST));
    double[] differences = new double[near.length * soon.length];
    int next = 0;
    for (double value : soon) {
      for (double earlier : near) {
        differences[next++] = value - earlier;
      }
    }
    Arrays.sort(differences);
    double estimate = Robust.median(differences);
    double error =
        TDistribution.of(degrees).inverseSurvivalProbability(TAIL)
            * deviation
            * Math.sqrt(1.0 / before.length + 1.0 / after.length);
    return new Size(estimate, estimate - error, estimate + error);
  }
}
