package dev.halfspeed.search.posterior;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is believed of the noise: the scales that matter, with probabilities that sum to 1. */
public record NoiseBelief(List<WeightedScale> scales) {
  /** Standard deviation of the logarithm of a noise that is known. */
  private static final double KNOWN = 0.2;

  public NoiseBelief {
    scales = List.copyOf(scales);
  }

  /** The scale that fits best. */
  public WeightedScale best() {
    return scales.stream()
        .max(Comparator.comparingDouble(WeightedScale::probability))
        .orElseThrow(() -> new IllegalStateException("no noise scale fits"));
  }

  /** The best scale with a change of regime, where it is that probable that there is one. */
  Optional<WeightedScale> changed(double probability) {
    List<WeightedScale> changed =
        scales.stream().filter(each -> each.scale().regime() > 0).toList();
    return changed.stream().mapToDouble(WeightedScale::probability).sum() < probability
        ? Optional.empty()
        : changed.stream().max(Comparator.comparingDouble(WeightedScale::probability));
  }

  /** Typical standard deviation of a boot of one run, its image given. */
  double typical() {
    double sum = 0;
    for (WeightedScale each : scales) {
      sum += each.probability() * Math.log(each.scale().meanBootVariance(1)) / 2;
    }
    return Math.exp(sum);
  }

  /**
   * Whether the noise is known well enough to say what can't be found: to a fifth or so, on
   * machines that neither have other work to do nor have changed.
   */
  public boolean isKnownWell() {
    double mean = 0;
    double disturbed = 0;
    for (WeightedScale each : scales) {
      mean += each.probability() * logUnrounded(each);
      disturbed += each.scale().moves() || each.scale().isBusy() ? each.probability() : 0;
    }
    double square = 0;
    for (WeightedScale each : scales) {
      double distance = logUnrounded(each) - mean;
      square += each.probability() * distance * distance;
    }
    return Math.sqrt(square) <= KNOWN && disturbed < 0.5;
  }

  /** What rounding adds is known, and would hide that the rest is not. */
  private static double logUnrounded(WeightedScale each) {
    return Math.log(each.scale().meanUnroundedVariance(1)) / 2;
  }

  /** Typical standard deviation of the first boot of an image, the luck of its layout included. */
  public double ofFirstBoot() {
    return typical() * Math.sqrt(1 + layoutRatio());
  }

  /** Mean variance between layouts, in units of that between boots. */
  public double layoutRatio() {
    double sum = 0;
    for (WeightedScale each : scales) {
      sum += each.probability() * each.scale().layoutVariance() / each.scale().meanBootVariance(1);
    }
    return sum;
  }

  /** Mean variance between layouts. */
  public double layoutVariance() {
    double sum = 0;
    for (WeightedScale each : scales) {
      sum += each.probability() * each.scale().layoutVariance();
    }
    return sum;
  }

  /** Log of run noise over boot noise, averaged over the scales. */
  public double logRunRatio() {
    double sum = 0;
    for (WeightedScale each : scales) {
      sum += each.probability() * Math.log(each.scale().runNoise() / each.scale().boot());
    }
    return sum;
  }

  /** Chance that the regression does not show on a machine. */
  public double lacking(int machine) {
    double sum = 0;
    for (WeightedScale each : scales) {
      sum += each.scale().lacking() == machine ? each.probability() : 0;
    }
    return sum;
  }

  /** Chance that levels move with time: that they drift, or that a regime has changed. */
  double moving() {
    double sum = 0;
    for (WeightedScale each : scales) {
      sum += each.scale().moves() ? each.probability() : 0;
    }
    return sum;
  }
}
