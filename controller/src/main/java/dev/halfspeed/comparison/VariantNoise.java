package dev.halfspeed.comparison;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much boots of a variant differ on a machine: from pairs of boots in one block, by the smaller
 * of their distances, which a slow boot in thirty does not move. Only tells how boldly to bet, and
 * what blocks weigh in the difference that is told; that verdicts are right does not depend on it.
 */
final class VariantNoise {
  /** The part of the distances that counts. */
  private static final double PART = 0.7;

  /**
   * The root mean square of that part of the distances of two normal values, in standard
   * deviations: sqrt(2 (PART - 2 q density(q)) / PART), where |z| exceeds q = 1.0364 with 1 - PART.
   */
  private static final double TYPICAL = Math.sqrt(2 * 0.30958);

  /** The first guess, the smallest difference that matters, weighs as much as so many pairs. */
  private static final double FIRST_GUESS = 4;

  /** What all have in common weighs as much as so many pairs of a machine or of a variant. */
  private static final double COMMON = 10;

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
    double own = distances.lowerRootMeanSquare(PART) / TYPICAL;
    int count = distances.count();
    return Math.sqrt((weight * guess * guess + count * own * own) / (weight + count));
  }
}
