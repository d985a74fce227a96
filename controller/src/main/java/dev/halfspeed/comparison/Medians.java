package dev.halfspeed.comparison;

import java.util.Arrays;

/** Medians. */
final class Medians {
  private Medians() {}

  /** The median of values; at least one. */
  static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, sorted.length);
  }

  /** The median of the first values of a sorted array. */
  static double ofSorted(double[] sorted, int count) {
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }
}
