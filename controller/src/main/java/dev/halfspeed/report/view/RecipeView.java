package dev.halfspeed.report.view;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as people see it.
 *
 * @param interpreters for scripts that none of its tools runs, the program that does
 * @param takes how long its steps take
 * @param evidence names of counters that tell why its metrics change
 */
public record RecipeView(
    String name,
    String summary,
    String description,
    String folder,
    List<Parameter> parameters,
    Map<String, Map<String, String>> profiles,
    List<Metric> metrics,
    List<String> tools,
    Map<String, String> interpreters,
    Takes takes,
    List<String> evidence,
    List<Knob> knobs,
    List<Mitigation> mitigations) {

  /** Seconds that the steps take with the defaults; each absent where the recipe does not say. */
  public record Takes(@Nullable Long prepare, @Nullable Long setup, @Nullable Long run) {}

  /**
   * A setting that the metrics depend on.
   *
   * @param target what it sets, as a variant of a comparison names it
   */
  public record Knob(String name, String target, List<String> values, String description) {}

  /**
   * A way out of a loss.
   *
   * @param variant what a variant of a comparison is given for it
   */
  public record Mitigation(String name, String description, String cost, List<String> variant) {}

  /**
   * A parameter that a user may set.
   *
   * @param unit of a number; absent where it has none
   * @param trusted whether only the controller's own command line may set it
   */
  public record Parameter(
      String name,
      String type,
      String defaultValue,
      @Nullable String unit,
      boolean trusted,
      String description) {}

  /**
   * A number that a run yields.
   *
   * @param better higher or lower
   * @param resolution what all its values are multiples of, in its unit; absent where the recipe
   *     does not say
   */
  public record Metric(String name, String unit, String better, @Nullable Double resolution) {}
}
