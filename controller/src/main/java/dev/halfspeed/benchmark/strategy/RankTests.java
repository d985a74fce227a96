package dev.halfspeed.benchmark.strategy;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Tests of whether two samples come from one distribution, by their ranks alone. */
public final class RankTests {
  private RankTests() {}

  /**
   * The two-sided p-value of Mann and Whitney, by the normal approximation for values without ties.
   */
  public static double mannWhitney(double[] one, double[] other) {
    double less = 0;
    for (double a : one) {
      for (double b : other) {
        less += a < b ? 1 : a == b ? 0.5 : 0;
      }
    }
    double pairs = (double) one.length * other.length;
    double deviation = Math.sqrt(pairs * (one.length + other.length + 1) / 12);
    double away = Math.max(0, Math.abs(less - pairs / 2) - 0.5);
    return Math.min(1, 2 * Normal.tail(away / deviation));
  }

  /** The p-value of Kolmogorov and Smirnov, by the asymptotic distribution. */
  public static double kolmogorovSmirnov(double[] one, double[] other) {
    double[] a = one.clone();
    double[] b = other.clone();
    Arrays.sort(a);
    Arrays.sort(b);
    double most = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      double at = Math.min(a[i], b[j]);
      while (i < a.length && a[i] <= at) {
        i++;
      }
      while (j < b.length && b[j] <= at) {
        j++;
      }
      most = Math.max(most, Math.abs((double) i / a.length - (double) j / b.length));
    }
    double root = Math.sqrt((double) a.length * b.length / (a.length + b.length));
    double lambda = (root + 0.12 + 0.11 / root) * most;
    double sum = 0;
    for (int term = 1; term <= 100; term++) {
      double next = Math.exp(-2 * lambda * lambda * term * term);
      sum += term % 2 == 1 ? next : -next;
    }
    return Math.clamp(2 * sum, 0, 1);
  }

  /** The range between the quartiles. */
  public static double interquartileRange(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return quantile(sorted, 0.75) - quantile(sorted, 0.25);
  }

  private static double quantile(double[] sorted, double part) {
    double at = part * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /**
   * The p-value of Mann and Whitney that two normal samples exceed in one case of a hundred, by
   * simulation.
   *
   * @param distance of their means, in standard deviations
   * @param size of each sample
   */
  public static double missedOnceInAHundred(double distance, int size) {
    int draws = 1000;
    var random = new SplittableRandom(size);
    double[] found = new double[draws];
    for (int draw = 0; draw < draws; draw++) {
      double[] one = new double[size];
      double[] other = new double[size];
      for (int index = 0; index < size; index++) {
        one[index] = random.nextGaussian();
        other[index] = random.nextGaussian() + distance;
      }
      found[draw] = mannWhitney(one, other);
    }
    Arrays.sort(found);
    return found[draws * 99 / 100];
  }
}
