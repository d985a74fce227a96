package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rule of Mozilla's Perfherder, written from its descriptions (Performance sheriffing on
 * wiki.mozilla.org; Treeherder's bugs 1265381 and 1425493; arXiv:2606.18377): each point is
 * compared by a t-test of 12 to 24 points before it and 12 from it on, near ones weighing more; a
 * change is where t is above 7 and no smaller than at both neighbours.
 *
 * @param leastBack points before, at least
 * @param mostBack points before, at most: more where no change was seen for long
 * @param fore points from the change on
 * @param threshold of t
 */
record PerfherderRule(int leastBack, int mostBack, int fore, double threshold) {

  /** Perfherder's defaults. */
  static PerfherderRule usual() {
    return new PerfherderRule(12, 24, 12, 7);
  }

  /** First points after each change. */
  List<Integer> changes(double... values) {
    double[] t = new double[values.length];
    int quiet = 0;
    for (int point = 1; point < values.length; point++) {
      int back = Math.min(point, Math.clamp(quiet, leastBack, mostBack));
      int ahead = Math.min(values.length - point, fore);
      double[] before = new double[back];
      for (int index = 0; index < back; index++) {
        before[index] = values[point - 1 - index];
      }
      double[] after = Arrays.copyOfRange(values, point, point + ahead);
      t[point] = t(before, after);
      quiet = t[point] > threshold ? 0 : quiet + 1;
    }
    var changes = new ArrayList<Integer>();
    for (int point = leastBack; point + fore <= values.length; point++) {
      boolean isPeak =
          t[point] > threshold
              && t[point - 1] <= t[point]
              && (point + 1 == values.length || t[point + 1] <= t[point]);
      if (isPeak) {
        changes.add(point);
      }
    }
    return changes;
  }

  /**
   * The size of the difference of two weighted means in standard errors.
   *
   * @param before the nearest value first
   */
  static double t(double[] before, double[] after) {
    double difference = Math.abs(mean(after) - mean(before));
    double error = Math.sqrt(variance(before) / before.length + variance(after) / after.length);
    return difference == 0 ? 0 : difference / error;
  }

  /** Weights fall in a straight line from the nearest value, the first, on. */
  static double mean(double... values) {
    double sum = 0;
    double weights = 0;
    for (int index = 0; index < values.length; index++) {
      double weight = (double) (values.length - index) / values.length;
      sum += weight * values[index];
      weights += weight;
    }
    return sum / weights;
  }

  /** About the weighted mean. */
  static double variance(double... values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return values.length < 2 ? 0 : squares / (values.length - 1);
  }
}
