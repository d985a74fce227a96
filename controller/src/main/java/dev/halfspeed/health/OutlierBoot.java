package dev.halfspeed.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one boot that is so far from the others that it hardly belongs to them: it makes a machine
 * look noisier than it mostly is.
 *
 * @param boot its number, from 1
 * @param difference from the mean of the others, on the log scale
 * @param noise standard deviation of the others' values
 */
public record OutlierBoot(int boot, double difference, double noise) {
  /** Of a machine without such a boot, by Student's test of the farthest of all its boots. */
  private static final double FALSE_ALARM = 0.01;

  /**
   * Looks for it.
   *
   * @param boots at least four, each with the logarithms of its runs
   */
  public static Optional<OutlierBoot> of(List<List<Double>> boots) {
    List<Double> values = Noise.values(boots);
    double mean = Noise.mean(values);
    int far = 0;
    for (int boot = 1; boot < values.size(); boot++) {
      if (Math.abs(values.get(boot) - mean) > Math.abs(values.get(far) - mean)) {
        far = boot;
      }
    }
    var others = new ArrayList<>(values);
    double value = others.remove(far);
    Comparison comparison = Comparison.pooled(others, List.of(value));
    double noise = Math.sqrt(Noise.squares(others, Noise.mean(others)) / (others.size() - 1));
    return comparison.chance() * values.size() < FALSE_ALARM
        ? Optional.of(new OutlierBoot(far + 1, comparison.difference(), noise))
        : Optional.empty();
  }
}
