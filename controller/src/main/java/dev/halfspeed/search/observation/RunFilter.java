package dev.halfspeed.search.observation;

import dev.halfspeed.search.Evidence;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out runs that something disturbed: those which lie far from the others of their boot, by
 * what runs usually differ. How much that is, is found from the median of all distances, which a
 * few disturbed runs do not move. See docs/model.md, "Runs of a boot".
 */
final class RunFilter {
  /** A run is disturbed when it is so many standard deviations from the median of its boot. */
  private static final double FAR = 6;

  /** The median distance from the median, in standard deviations of a normal distribution. */
  private static final double MEDIAN_DISTANCE = 0.6745;

  /** Fewer distances than this tell nothing. */
  private static final int TELLING = 5;

  private final double far;
  private final boolean worseIsLess;

  private RunFilter(double far, boolean worseIsLess) {
    this.far = far;
    this.worseIsLess = worseIsLess;
  }

  /**
   * Evidence without the runs that something disturbed.
   *
   * @param rounding standard deviation that the rounding of values brings into each run
   * @param worseIsLess whether a disturbed run gives a smaller value
   */
  static List<Evidence> undisturbed(List<Evidence> evidence, double rounding, boolean worseIsLess) {
    var boots = new ArrayList<List<Double>>();
    for (Evidence item : evidence) {
      switch (item) {
        case Evidence.Measured boot -> boots.add(boot.values());
        case Evidence.Earlier boot -> boots.add(boot.values());
        case Evidence.Judged ignored -> {}
        case Evidence.Built ignored -> {}
        case Evidence.Marked ignored -> {}
        case Evidence.Untestable ignored -> {}
      }
    }
    RunFilter filter = of(boots, rounding, worseIsLess);
    return Double.isInfinite(filter.far)
        ? evidence
        : evidence.stream().map(filter::undisturbed).toList();
  }

  private Evidence undisturbed(Evidence item) {
    return switch (item) {
      case Evidence.Measured boot ->
          new Evidence.Measured(
              boot.revision(),
              boot.machine(),
              boot.image(),
              boot.purpose(),
              undisturbed(boot.values()));
      case Evidence.Earlier boot ->
          new Evidence.Earlier(boot.machine(), boot.image(), undisturbed(boot.values()));
      case Evidence.Judged boot -> boot;
      case Evidence.Built built -> built;
      case Evidence.Marked mark -> mark;
      case Evidence.Untestable skip -> skip;
    };
  }

  /** A filter for the values of boots. */
  static RunFilter of(List<List<Double>> boots, double rounding, boolean worseIsLess) {
    double[] distances =
        boots.stream()
            .filter(runs -> runs.size() > 1)
            .flatMapToDouble(runs -> {
              double median = median(runs);
              // One distance is that of the median itself.
              double freedom = Math.sqrt(runs.size() / (runs.size() - 1.0));
              return runs.stream().mapToDouble(value -> freedom * Math.abs(value - median));
            })
            .sorted()
            .toArray();
    if (distances.length < TELLING) {
      return new RunFilter(Double.POSITIVE_INFINITY, worseIsLess);
    }
    double noise = Math.max(distances[distances.length / 2] / MEDIAN_DISTANCE, rounding);
    return new RunFilter(noise > 0 ? FAR * noise : Double.POSITIVE_INFINITY, worseIsLess);
  }

  private static double median(List<Double> runs) {
    double[] sorted = runs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The runs of a boot that nothing disturbed; at least one, in their order. */
  List<Double> undisturbed(List<Double> runs) {
    if (runs.size() < 2) {
      return runs;
    }
    double[] range = runs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (range[range.length - 1] - range[0] <= far) {
      return runs;
    }
    if (runs.size() == 2) {
      // Which of the two it was they do not say; what disturbs a run makes it worse.
      return range[1] - range[0] > 2 * far ? List.of(worseIsLess ? range[1] : range[0]) : runs;
    }
    double median = median(runs);
    var kept = new ArrayList<Double>();
    for (double value : runs) {
      if (Math.abs(value - median) <= far) {
        kept.add(value);
      }
    }
    return kept.isEmpty() ? runs : List.copyOf(kept);
  }
}
