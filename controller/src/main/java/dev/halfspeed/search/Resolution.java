package dev.halfspeed.search;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The step of a metric's numbers: as declared, else found from the values themselves as the largest
 * number of which all are multiples. Equal values of a coarse metric are no sign of little noise.
 * See docs/model.md, "Rounded values".
 */
final class Resolution {
  /** A logarithm gives a value back to so many parts of it. */
  private static final double EXACT = 1e-9;

  /** A finer step than this part of the values is no matter. */
  private static final double FINE = 1e-5;

  /** A step that is a larger part of the values is one that they have in common by chance. */
  private static final double COARSE = 0.25;

  /** Fewer different values than this may have a large step in common by chance. */
  private static final int TELLING = 3;

  private Resolution() {}

  /**
   * A declared step as a part of the typical value, thus on the log scale; 0 without values.
   *
   * @param logarithms of the metric, on the step's scale
   */
  static double of(List<Double> logarithms, Reproducer.Step declared) {
    return logarithms.isEmpty()
        ? 0
        : declared.size()
            / logarithms.stream().mapToDouble(declared.scale()::value).average().orElseThrow();
  }

  /**
   * The step as a part of the typical value, thus on the log scale; 0 where values have none that
   * matters.
   *
   * @param logarithms of the metric, all of them with their sign turned, or none
   */
  static double of(List<Double> logarithms) {
    return Math.max(step(logarithms, 1), step(logarithms, -1));
  }

  private static double step(List<Double> logarithms, int sign) {
    var different = new TreeSet<Double>();
    double largest = 0;
    double sum = 0;
    for (double logarithm : logarithms) {
      double value = Math.exp(sign * logarithm);
      different.add(value);
      largest = Math.max(largest, value);
      sum += value;
    }
    double common = 0;
    for (double value : different) {
      common = greatestDivisor(value, common, EXACT * largest);
      if (common < FINE * largest) {
        return 0;
      }
    }
    if (different.isEmpty()) {
      return 0;
    }
    double typical = sum / logarithms.size();
    boolean told = distinct(different, largest) >= TELLING && common <= COARSE * typical;
    double step = told ? common : powerOfTen(common, COARSE * typical, EXACT * largest);
    return step / typical;
  }

  /** Values that differ by more than what logarithms lose. */
  private static int distinct(SortedSet<Double> values, double largest) {
    int count = 0;
    double last = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      count += value - last > 2 * EXACT * largest ? 1 : 0;
      last = value;
    }
    return count;
  }

  /** Euclid's, for numbers that are exact to a tolerance. */
  private static double greatestDivisor(double one, double other, double tolerance) {
    double larger = Math.max(one, other);
    double smaller = Math.min(one, other);
    while (smaller > 10 * tolerance) {
      double rest = larger - smaller * Math.rint(larger / smaller);
      larger = smaller;
      smaller = Math.abs(rest);
    }
    return larger;
  }

  /** The largest power of ten up to a bound of which a number is a multiple; 0 for none. */
  private static double powerOfTen(double number, double most, double tolerance) {
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    for (int digit = 0; digit < 6; digit++) {
      if (Math.abs(number - power * Math.rint(number / power)) <= 10 * tolerance) {
        return power;
      }
      power /= 10;
    }
    return 0;
  }
}
