package dev.halfspeed.health;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much boots of one image differ on a machine, on the scale of the metric's natural logarithm.
 *
 * @param boots how many there were
 * @param level their mean
 * @param between of a boot's value, the mean of its runs
 * @param within of a run from its boot's value; absent where boots had one run each
 */
public record Noise(int boots, double level, Spread between, @Nullable Spread within) {
  /**
   * From boots, each with the logarithms of its runs.
   *
   * @throws IllegalArgumentException for fewer than two boots, or a boot without a run
   */
  public static Noise of(List<List<Double>> boots) {
    if (boots.size() < 2) {
      throw new IllegalArgumentException("noise is seen in two boots or more");
    }
    List<Double> values = values(boots);
    double level = mean(values);
    double squares = 0;
    int degrees = 0;
    for (int boot = 0; boot < boots.size(); boot++) {
      squares += squares(boots.get(boot), values.get(boot));
      degrees += boots.get(boot).size() - 1;
    }
    return new Noise(
        boots.size(),
        level,
        Spread.of(squares(values, level), boots.size() - 1),
        degrees == 0 ? null : Spread.of(squares, degrees));
  }

  /** The smallest loss that a usual bisection on such a machine resolves; empty: none. */
  public Optional<Double> resolvable() {
    return Resolution.of(between.deviation());
  }

  /** The value of each boot: the mean of its runs. */
  static List<Double> values(List<List<Double>> boots) {
    return boots.stream().map(Noise::mean).toList();
  }

  static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  static double squares(List<Double> values, double mean) {
    return values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
  }
}
