package dev.halfspeed.report.view.watch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A series of a watch with all its values, as detection reads it.
 *
 * @param line the branch, or the series of tags
 * @param recipe name or path
 * @param machineClass machines that measure alike
 * @param values in the order of the points
 */
public record WatchValues(
    String id,
    String line,
    String recipe,
    String machineClass,
    String metric,
    String unit,
    boolean higherIsBetter,
    List<Value> values) {
  public WatchValues {
    values = List.copyOf(values);
  }

  /**
   * What a point has.
   *
   * @param name what the ref calls the commit
   * @param round number of the look at the repository that found it: equal for points that were
   *     found together, larger for later ones
   * @param at when it was measured
   * @param ratio natural logarithm of the new kernel's value by the reference's
   * @param variance of the ratio, as its boots show it
   * @param reference natural logarithm of the reference's value; absent where the reference is
   *     another commit for each point
   * @param boots of both kernels
   */
  public record Value(
      String name,
      String commit,
      int round,
      Instant at,
      double ratio,
      double variance,
      @Nullable Double reference,
      int boots) {}
}
