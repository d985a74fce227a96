package dev.halfspeed.health;

import java.util.List;

/**
 * Two sets of boots of one image.
 *
 * @param difference of their means on the log scale, the second less the first
 * @param low of its 95 % interval
 * @param high of its 95 % interval
 * @param chance that boots which do not differ look as different as that, or more
 */
public record Comparison(double difference, double low, double high, double chance) {
  private static final double OUTSIDE = 0.05;

  /**
   * Nothing is taken to be more even than this: some emulated machines repeat to the last digit,
   * and one digit is no drift.
   */
  private static final double LEAST_NOISE = 1e-4;

  /** Student's test of two sets that were made by turns, with the noise that both show. */
  static Comparison pooled(List<Double> some, List<Double> others) {
    int degrees = some.size() + others.size() - 2;
    double squares =
        Noise.squares(some, Noise.mean(some)) + Noise.squares(others, Noise.mean(others));
    return of(some, others, Math.sqrt(squares / degrees), degrees);
  }

  /** The test of boots against earlier ones, with the noise that those had. */
  static Comparison with(Noise before, List<Double> now) {
    return of(
        Noise.mean(now) - before.level(),
        before.between().deviation(),
        before.between().degrees(),
        1.0 / before.boots() + 1.0 / now.size());
  }

  private static Comparison of(
      List<Double> some, List<Double> others, double deviation, int degrees) {
    return of(
        Noise.mean(others) - Noise.mean(some),
        deviation,
        degrees,
        1.0 / some.size() + 1.0 / others.size());
  }

  private static Comparison of(double difference, double deviation, int degrees, double parts) {
    double error = Math.max(deviation, LEAST_NOISE) * Math.sqrt(parts);
    double reach = Tails.studentLimit(OUTSIDE, degrees) * error;
    return new Comparison(
        difference,
        difference - reach,
        difference + reach,
        Tails.student(difference / error, degrees));
  }
}
