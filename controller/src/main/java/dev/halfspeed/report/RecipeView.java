package dev.halfspeed.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as people see it.
 *
 * @param interpreters for scripts that none of its tools runs, the program that does
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
    Map<String, String> interpreters) {

  /** A parameter that a user may set. */
  public record Parameter(String name, String type, String defaultValue, String description) {}

  /**
   * A number that a run yields.
   *
   * @param better higher or lower
   * @param resolution what all its values are multiples of, in its unit; absent where the recipe
   *     does not say
   */
  public record Metric(String name, String unit, String better, @Nullable Double resolution) {}
}
