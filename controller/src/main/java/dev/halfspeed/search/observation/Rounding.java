package dev.halfspeed.search.observation;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Reproducer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The step of a metric's numbers: as declared, else found from the values themselves as the largest
 * number of which all are multiples. Equal values of a coarse metric are no sign of little noise.
 * See docs/model.md, "Rounded values".
 */
public final class Rounding {
  /** A logarithm gives a value back to so many parts of it. */
  private static final double EXACT = 1e-9;

  /** A finer step than this part of the values is no matter. */
  private static final double FINE = 1e-5;

  /** A step that is a larger part of the values is one that they have in common by chance. */
  private static final double COARSE = 0.25;

  /** Fewer different values than this may have a large step in common by chance. */
  private static final int TELLING = 3;

  private Rounding() {}

  /** Standard deviation that rounding to multiples of a step brings into each run. */
  public static double noise(double step) {
    return step / Math.sqrt(12);
  }

  /**
   * What the mean of a boot is a multiple of: the step where all its runs gave the same value, and
   * none where they differ, since they have dithered it.
   *
   * @param scatter sum of the runs' squared distances from their mean
   */
  static double stepOfMean(double step, double scatter) {
    return scatter <= EXACT * step * step ? step : 0;
  }

  /**
   * The step of what was reported, on the log scale; 0 where values have none that matters.
   *
   * @param declared the step that is known; empty: it is estimated
   */
  static double of(List<Evidence> reported, Optional<Reproducer.Step> declared) {
    Collection<List<Double>> values = valuesByImage(reported);
    return declared.map(step -> of(values, step)).orElseGet(() -> of(values));
  }

  private static Collection<List<Double>> valuesByImage(List<Evidence> evidence) {
    var values = new LinkedHashMap<String, List<Double>>();
    for (Evidence item : evidence) {
      switch (item) {
        case Evidence.Measured boot ->
            values
                .computeIfAbsent(boot.image(), ignored -> new ArrayList<>())
                .addAll(boot.values());
        case Evidence.Earlier boot ->
            values
                .computeIfAbsent("earlier " + boot.image(), ignored -> new ArrayList<>())
                .addAll(boot.values());
        case Evidence.Judged ignored -> {}
        case Evidence.Built ignored -> {}
        case Evidence.Marked ignored -> {}
        case Evidence.Untestable ignored -> {}
      }
    }
    return values.values();
  }

  /**
   * A declared step as a part of the typical value, thus on the log scale; 0 without values.
   *
   * @param logarithmsByImage of the metric, on the step's scale
   */
  static double of(Collection<List<Double>> logarithmsByImage, Reproducer.Step declared) {
    return logarithmsByImage.stream()
        .flatMap(List::stream)
        .mapToDouble(declared.scale()::value)
        .average()
        .stream()
        .map(typical -> declared.size() / typical)
        .findFirst()
        .orElse(0);
  }

  /**
   * The step as a part of the typical value, thus on the log scale; 0 where values have none that
   * matters.
   *
   * @param logarithmsByImage of the metric in all boots of each image, all of them with their sign
   *     turned, or none
   */
  static double of(Collection<List<Double>> logarithmsByImage) {
    return Math.max(step(logarithmsByImage, 1), step(logarithmsByImage, -1));
  }

  private static double step(Collection<List<Double>> logarithmsByImage, int sign) {
    List<Double> logarithms = logarithmsByImage.stream().flatMap(List::stream).toList();
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
    boolean told =
        common <= COARSE * typical
            && (distinct(different, largest) >= TELLING
                || logarithmsByImage.stream().anyMatch(Rounding::varies));
    double step = told ? common : powerOfTen(common, COARSE * typical, EXACT * largest);
    return step / typical;
  }

  /** Whether an image has given different values: they are no two levels then. */
  private static boolean varies(List<Double> logarithms) {
    return logarithms.stream().anyMatch(each -> Math.abs(each - logarithms.getFirst()) > 2 * EXACT);
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
