package dev.halfspeed.detection;

import java.util.Arrays;

/**
 * Centre and scale that a few far-off values do not move.
 *
 * @param centre the median
 * @param scale the median distance from it, as a standard deviation of normal noise; of values more
 *     than half of which are equal the mean distance instead; 0 where all are equal
 */
record Robust(double centre, double scale) {
  /** Of normal noise, by its median distance. */
  private static final double BY_MEDIAN = 1.482_602_218_505_602;

  /** Of normal noise, by its mean distance. */
  private static final double BY_MEAN = Math.sqrt(Math.PI / 2);

  /** Of at least one value. */
  static Robust of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double centre = median(sorted);
    double mean = 0;
    for (int index = 0; index < sorted.length; index++) {
      sorted[index] = Math.abs(sorted[index] - centre);
      mean += sorted[index] / sorted.length;
    }
    Arrays.sort(sorted);
    double scale = BY_MEDIAN * median(sorted);
    return new Robust(centre, scale > 0 ? scale : BY_MEAN * mean);
  }

  /** The scale of normal noise that has these distances from its level. */
  static double ofDistances(double... distances) {
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    return BY_MEDIAN * median(sorted);
  }

  static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
