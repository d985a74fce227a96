package dev.halfspeed.watch;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the campaign of a point came to.
 *
 * @param isWhole whether both kernels could be measured
 * @param words how it ended, for people
 * @param machineTime how long machines worked for it
 * @param experiment digest of what was held fixed
 * @param metrics of the recipe
 * @param boots that gave numbers
 */
public record PointResult(
    boolean isWhole,
    String words,
    Duration machineTime,
    String experiment,
    List<Metric> metrics,
    List<Boot> boots) {

  public PointResult {
    metrics = List.copyOf(metrics);
    boots = List.copyOf(boots);
  }

  /** A metric of the recipe. */
  public record Metric(String name, String unit, boolean higherIsBetter) {}

  /**
   * A boot of one of the two kernels.
   *
   * @param machineClass machines that measure alike
   * @param block names the block; only boots of one block are compared
   * @param isNew whether it is the new kernel's, not the reference's
   * @param logs the centre of its runs by metric: the natural logarithm of the value
   */
  public record Boot(String machineClass, String block, boolean isNew, Map<String, Double> logs) {
    public Boot {
      logs = Map.copyOf(logs);
    }
  }
}
