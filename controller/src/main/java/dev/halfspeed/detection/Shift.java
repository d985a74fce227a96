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
   * The difference with its interval: Student's where both sides are equally noisy, and Welch's
   * where the second is noisier for certain (B. Welch, The generalization of Student's problem,
   * Biometrika 34, 1947).
   *
   * @param pooled what other points tell of the noise
   * @param least variance that noise is never taken to be below
   */
  static Size of(double[] before, double[] after, LevelNoise pooled, double least) {
    LevelNoise first = LevelNoise.of(before);
    LevelNoise second = LevelNoise.of(after);
    LevelNoise usual = pooled.beside(first, least).plus(first);
    if (!usual.isExceededBy(second, least)) {
      LevelNoise both = usual.plus(second);
      double parts = 1.0 / before.length + 1.0 / after.length;
      return of(
          before, after, Math.sqrt(both.variance(least) * parts), Math.max(1, both.degrees()));
    }
    double one = usual.variance(least) / before.length;
    double other = second.variance(least) / after.length;
    double degrees =
        Math.pow(one + other, 2)
            / (one * one / Math.max(1, usual.degrees())
                + other * other / Math.max(1, second.degrees()));
    return of(before, after, Math.sqrt(one + other), degrees);
  }

  /**
   * Hodges' and Lehmann's estimate: the median of all differences between a value after and one
   * before (J. Hodges, E. Lehmann, Estimates of location based on rank tests, Annals of
   * Mathematical Statistics 34, 1963), with the interval of Student's t.
   *
   * @param error standard error of the difference
   * @param degrees of freedom with which that is known
   */
  static Size of(double[] before, double[] after, double error, double degrees) {
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
    double half = TDistribution.of(degrees).inverseSurvivalProbability(TAIL) * error;
    return new Size(estimate, estimate - half, estimate + half);
  }
}
