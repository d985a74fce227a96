package dev.halfspeed.evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The difference of two sides' means within machines, with its standard error: the machines'
 * differences weighted by their boots, both sides with a variance of their own, degrees of freedom
 * by F. E. Satterthwaite, An approximate distribution of estimates of variance components,
 * Biometrics Bulletin 2, 1946.
 *
 * @param estimate the second side's mean less the first's
 */
record Contrast(double estimate, double error, double degrees) {
  private static final double CONFIDENCE = 0.95;

  /**
   * A boot's value.
   *
   * @param least variance of the value that no luck with few boots may hide
   */
  record Value(double value, double least) {}

  /**
   * Compares values by machine, of machines that have both sides.
   *
   * @param <P> stands for machines
   * @return empty where no machine has more than one boot of a side
   */
  static <P> Optional<Contrast> of(Map<P, List<Value>> first, Map<P, List<Value>> second) {
    var one = new Side();
    var other = new Side();
    double weights = 0;
    double sum = 0;
    for (Map.Entry<P, List<Value>> entry : first.entrySet()) {
      List<Value> ofOther = second.getOrDefault(entry.getKey(), List.of());
      double boots = entry.getValue().size();
      double otherBoots = ofOther.size();
      if (boots > 0 && otherBoots > 0) {
        double weight = weight(boots, otherBoots);
        sum += weight * (other.add(ofOther, weight) - one.add(entry.getValue(), weight));
        weights += weight;
      }
    }
    if (one.degrees + other.degrees == 0) {
      return Optional.empty();
    }
    double part = one.variance(other) * one.squares / (weights * weights);
    double otherPart = other.variance(one) * other.squares / (weights * weights);
    double degrees =
        one.degrees == 0 || other.degrees == 0
            ? one.degrees + other.degrees
            : (part + otherPart)
                * (part + otherPart)
                / (part * part / one.degrees + otherPart * otherPart / other.degrees);
    return Optional.of(new Contrast(sum / weights, Math.sqrt(part + otherPart), degrees));
  }

  /** What a machine's difference counts, by its boots of both sides. */
  static double weight(double boots, double otherBoots) {
    return boots * otherBoots / (boots + otherBoots);
  }

  /** One side, over its machines. */
  private static final class Side {
    private double residuals;
    private double degrees;
    private double least;
    private double boots;

    /** Of the weights, each divided by its number of boots. */
    private double squares;

    /** Takes a machine's boots; gives their mean. */
    double add(List<Value> values, double weight) {
      double mean = values.stream().mapToDouble(Value::value).average().orElseThrow();
      for (Value value : values) {
        residuals += (value.value() - mean) * (value.value() - mean);
        least += value.least();
      }
      boots += values.size();
      degrees += values.size() - 1;
      squares += weight * weight / values.size();
      return mean;
    }

    /** Between boots; the other side's where each machine has one boot of this. */
    double variance(Side other) {
      double seen = degrees > 0 ? residuals / degrees : other.residuals / other.degrees;
      return Math.max(seen, least / boots);
    }
  }

  /**
   * The probability of such a difference, or a larger one, if the true one is no larger than what
   * does not matter. D. J. McCarthy and G. K. Smyth, Testing significance relative to a fold-change
   * threshold is a TREAT, Bioinformatics 25, 2009.
   */
  double pValue(double matters) {
    TDistribution distribution = TDistribution.of(degrees);
    double size = Math.abs(estimate);
    return Math.min(
        1,
        distribution.survivalProbability((size - matters) / error)
            + distribution.survivalProbability((size + matters) / error));
  }

  /** As a ratio, where the values are logarithms. */
  Ratio ratio() {
    double half =
        error * TDistribution.of(degrees).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
    return new Ratio(Math.exp(estimate), Math.exp(estimate - half), Math.exp(estimate + half));
  }
}
