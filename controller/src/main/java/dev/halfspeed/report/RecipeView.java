package dev.halfspeed.report;

import java.util.List;
import java.util.Map;

/** A recipe as people see it. */
public record RecipeView(
    String name,
    String summary,
    String description,
    String folder,
    List<Parameter> parameters,
    Map<String, Map<String, String>> profiles,
    List<Metric> metrics,
    List<String> tools) {

  /** A parameter that a user may set. */
  public record Parameter(String name, String type, String defaultValue, String description) {}

  /**
   * A number that a run yields.
   *
   * @param better higher or lower
   */
  public record Metric(String name, String unit, String better) {}
}
