package dev.halfspeed.comparison;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much boots of a variant differ on a machine: from pairs of boots in one block, by the median
 * of their distances, which a slow boot in thirty does not move. Only tells how boldly to bet; that
 * verdicts are right does not depend on it.
 */
final class VariantNoise {
  /** Standard deviations in the median distance of two normal values. */
  private static final double MEDIAN_DISTANCE = 0.6745 * Math.sqrt(2);

  /** The first guess, the smallest difference that matters, weighs as much as so many pairs. */
  private static final double FIRST_GUESS = 2;

  /** What all have in common weighs as much as so many pairs of a machine or of a variant. */
  private static final double COMMON = 4;

  /** Nothing is taken to be more even than this part of what matters. */
  private static final double LEAST = 0.05;

  private final double margin;
  private final SortedValues all = new SortedValues();
  private final Map<Integer, SortedValues> ofMachine = new HashMap<>();
  private final Map<Integer, SortedValues> ofVariant = new HashMap<>();

  VariantNoise(double margin) {
    this.margin = margin;
  }

  /** Two boots of a variant in one block. */
  void add(int machine, int variant, double one, double other) {
    double distance = Math.abs(one - other);
    all.add(distance);
    ofMachine.computeIfAbsent(machine, ignored -> new SortedValues()).add(distance);
    ofVariant.computeIfAbsent(variant, ignored -> new SortedValues()).add(distance);
  }

  /** Standard deviation of a boot's value, on the log scale. */
  double of(int machine, int variant) {
    double common = common();
    double noise = of(ofMachine.get(machine), common) * of(ofVariant.get(variant), common) / common;
    return Math.max(noise, LEAST * margin);
  }

  /** Of a boot of any variant on any machine. */
  private double common() {
    return Math.max(mixed(margin, FIRST_GUESS, all), LEAST * margin);
  }

  private static double of(@Nullable SortedValues own, double common) {
    return own == null ? common : mixed(common, COMMON, own);
  }

  private static double mixed(double guess, double weight, SortedValues distances) {
    double own = distances.median() / MEDIAN_DISTANCE;
    int count = distances.count();
    return Math.sqrt((weight * guess * guess + count * own * own) / (weight + count));
  }
}
