package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The rule of Apache Otava, once Hunter, written from its descriptions: Otava's docs/MATH.md, and
 * M. Fleming, P. Kołaczkowski, I. Kumar and others, Hunter: Using Change Point Detection to Hunt
 * for Performance Regressions, arXiv:2301.03034. Windows are split by the divergence of D. Matteson
 * and N. James (E-divisive, arXiv:1306.4933); Student's t-test says whether a split counts. A weak
 * level lets more splits in, then the weakest are taken out until all hold the strict one.
 *
 * <p>Three things are as its program (1ceb153) has them, and not in its descriptions: a window
 * begins half a window after the one before, or at the last change of that where this is further
 * on; the t-test is given variances by n where it expects those by n - 1, which makes changes
 * between few points more significant than they are; and when a change is taken out, the two after
 * it are tested anew, the one before it is not.
 *
 * @param window points
 * @param pValue the strict level
 */
record OtavaRule(int window, double pValue) {

  /** Otava's defaults. */
  static OtavaRule usual() {
    return new OtavaRule(50, 0.001);
  }

  /** First points after each change. */
  List<Integer> changes(double... values) {
    var weak = new TreeSet<Integer>();
    int step = Math.max(1, window / 2);
    int start = 0;
    while (start < values.length) {
      int last = split(values, start, Math.min(values.length, start + window), weak);
      start = Math.max(last, start + step);
    }
    return merge(values, new ArrayList<>(weak));
  }

  private double weakLevel() {
    return pValue < 0.05 ? 10 * pValue : Math.min(1, 2 * pValue);
  }

  /** Splits a window; returns its last change, or 0. */
  private int split(double[] values, int start, int end, TreeSet<Integer> found) {
    var own = new TreeSet<Integer>();
    while (true) {
      int best = -1;
      double most = 0;
      int left = start;
      var ends = new ArrayList<>(own);
      ends.add(end);
      for (int right : ends) {
        double[] candidate = candidate(values, left, right);
        if (candidate[0] >= 0 && candidate[1] > most) {
          most = candidate[1];
          best = (int) candidate[0];
        }
        left = right;
      }
      if (best < 0) {
        break;
      }
      Integer before = own.lower(best);
      Integer after = own.higher(best);
      double p = test(values, before == null ? start : before, best, after == null ? end : after);
      if (p > weakLevel()) {
        break;
      }
      own.add(best);
    }
    found.addAll(own);
    return own.isEmpty() ? 0 : own.last();
  }

  /** The place of the largest divergence of what is before it and of a stretch after it. */
  private static double[] candidate(double[] values, int start, int end) {
    double most = 0;
    int best = -1;
    int count = end - start;
    // Sums of distances: of each point to all before it in the stretch.
    double[][] toEarlier = new double[count][count + 1];
    for (int point = 0; point < count; point++) {
      for (int other = 0; other < count; other++) {
        toEarlier[point][other + 1] =
            toEarlier[point][other] + Math.abs(values[start + point] - values[start + other]);
      }
    }
    double before = 0;
    for (int tau = 1; tau < count; tau++) {
      before += toEarlier[tau - 1][tau - 1];
      double after = 0;
      double between = 0;
      for (int kappa = tau + 1; kappa <= count; kappa++) {
        between += toEarlier[kappa - 1][tau];
        after += toEarlier[kappa - 1][kappa - 1] - toEarlier[kappa - 1][tau];
        double m = tau;
        double n = kappa - tau;
        double divergence =
            2 * between / (m * n)
                - (m > 1 ? before / (m * (m - 1) / 2) : 0)
                - (n > 1 ? after / (n * (n - 1) / 2) : 0);
        double q = m * n / (m + n) * divergence;
        if (q > most) {
          most = q;
          best = start + tau;
        }
      }
    }
    return new double[] {best, most};
  }

  private List<Integer> merge(double[] values, List<Integer> changes) {
    var significance = new ArrayList<Double>();
    for (int index = 0; index < changes.size(); index++) {
      significance.add(test(values, changes, index));
    }
    while (!changes.isEmpty()) {
      double worst = Collections.max(significance);
      if (worst < pValue) {
        break;
      }
      int at = significance.indexOf(worst);
      changes.subList(at, at + 1).clear();
      significance.subList(at, at + 1).clear();
      for (int index = at; index < Math.min(at + 2, changes.size()); index++) {
        significance.set(index, test(values, changes, index));
      }
    }
    return changes;
  }

  /** The p-value of a change between its neighbours. */
  private static double test(double[] values, List<Integer> changes, int index) {
    return test(
        values,
        index == 0 ? 0 : changes.get(index - 1),
        changes.get(index),
        index == changes.size() - 1 ? values.length : changes.get(index + 1));
  }

  private static double test(double[] values, int start, int change, int end) {
    double[] before = Arrays.copyOfRange(values, start, change);
    double[] after = Arrays.copyOfRange(values, change, end);
    if (before.length + after.length < 3) {
      return 1;
    }
    return pValue(before, after);
  }

  /** Of Student's t-test of two sides, their variances by n. */
  static double pValue(double[] before, double[] after) {
    double m = mean(before);
    double n = mean(after);
    double degrees = before.length + after.length - 2;
    double pooled =
        ((before.length - 1) * squares(before, m) / before.length
                + (after.length - 1) * squares(after, n) / after.length)
            / degrees;
    if (pooled == 0) {
      return m == n ? 1 : 0;
    }
    double t = (m - n) / Math.sqrt(pooled * (1.0 / before.length + 1.0 / after.length));
    return 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double squares(double[] values, double mean) {
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
  }
}
