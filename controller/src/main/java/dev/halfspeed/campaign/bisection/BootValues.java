package dev.halfspeed.campaign.bisection;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.Collection;
import java.util.List;

/** What boots gave, for people: one number a boot, in the metric's unit. */
final class BootValues {
  private final MetricScale scale;

  /** Of a bisection's metric. */
  BootValues(MetricScale scale) {
    this.scale = scale;
  }

  /**
   * Of the boots of some revisions that were made for one purpose: the mean of a boot's runs on the
   * log scale; where runs pass or fail, the part of them that passed.
   */
  List<Double> of(
      List<Evidence> evidence, Purpose purpose, Collection<? extends Revision> revisions) {
    return evidence.stream()
        .filter(each ->
            each instanceof Evidence.Booted boot
                && boot.purpose() == purpose
                && revisions.contains(boot.revision()))
        .map(Evidence.Booted.class::cast)
        .map(this::of)
        .toList();
  }

  private double of(Evidence.Booted boot) {
    return switch (boot) {
      case Evidence.Measured measured ->
          scale.value(
              measured.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow());
      case Evidence.Judged judged -> (double) passed(judged) / judged.runs();
    };
  }

  /** Runs that passed: the search takes for a failure what is looked for. */
  int passed(Evidence.Judged judged) {
    return switch (scale.sought()) {
      case REGRESSION -> judged.passed();
      case IMPROVEMENT -> judged.failed();
    };
  }
}
