package dev.halfspeed.recipe;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reproducer that was read from its folder and found valid.
 *
 * @param name the name of its folder
 * @param summary one line
 * @param description what it does and when to use it
 * @param digest SHA-256 of the whole folder: any change of a file's name, content or executable bit
 *     gives another
 * @param profiles named sets of parameter values
 * @param metrics what a run yields, at least one; the first is compared when nothing else is asked
 * @param tools programs that a machine has to have
 * @param results where a run's numbers come from
 * @param packages for some of the tools, the Debian package that has it
 * @param interpreters for scripts that no listed tool runs, the path of the program that does, or
 *     its name where the search path tells
 * @param takes how long its steps take with the defaults
 * @param evidence names of counters that tell why its metrics change
 */
public record Recipe(
    String name,
    String summary,
    String description,
    Path folder,
    String digest,
    List<Parameter> parameters,
    Map<String, Map<String, String>> profiles,
    List<Metric> metrics,
    List<String> tools,
    Steps steps,
    RecipePlan.Results results,
    Map<String, String> packages,
    Map<String, String> interpreters,
    ExpectedDuration takes,
    List<String> evidence,
    List<Knob> knobs,
    List<Mitigation> mitigations) {
  public Recipe {
    evidence = List.copyOf(evidence);
    knobs = List.copyOf(knobs);
    mitigations = List.copyOf(mitigations);
    parameters = List.copyOf(parameters);
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
    metrics = List.copyOf(metrics);
    tools = List.copyOf(tools);
    packages = Map.copyOf(packages);
    interpreters = Collections.unmodifiableMap(new LinkedHashMap<>(interpreters));
  }

  /**
   * A number that a run yields.
   *
   * @param unit such as 1/s or ms
   * @param resolution what all its values are multiples of, in its unit; absent: not known
   */
  public record Metric(
      String name, String unit, boolean higherIsBetter, @Nullable Double resolution) {}

  /**
   * Every parameter with its value, in the recipe's order: the override, else the profile's value,
   * else the default.
   *
   * @param profile absent: none
   * @throws Problem when the profile or a parameter is unknown, or a value does not fit
   */
  public Map<String, String> resolve(@Nullable String profile, Map<String, String> overrides)
      throws Problem {
    Map<String, String> given = new LinkedHashMap<>();
    if (profile != null) {
      Map<String, String> values = profiles.get(profile);
      if (values == null) {
        throw new Problem(
            ProblemCode.UNKNOWN,
            "recipe " + name + " has no profile '" + profile + "'",
            NearestName.suggest(profile, profiles.keySet()));
      }
      given.putAll(values);
    }
    given.putAll(overrides);
    List<String> names = parameters.stream().map(Parameter::name).toList();
    for (String parameter : given.keySet()) {
      if (!names.contains(parameter)) {
        throw new Problem(
            ProblemCode.UNKNOWN,
            "recipe " + name + " has no parameter '" + parameter + "'",
            NearestName.suggest(parameter, names));
      }
    }
    Map<String, String> resolved = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      String value = given.getOrDefault(parameter.name(), parameter.defaultValue());
      parameter.check(value);
      resolved.put(parameter.name(), value);
    }
    return Collections.unmodifiableMap(resolved);
  }

  /**
   * The metric with this name, or the first.
   *
   * @param metric absent: the first
   * @throws Problem when there is none of this name
   */
  public Metric metric(@Nullable String metric) throws Problem {
    if (metric == null) {
      return metrics.getFirst();
    }
    Optional<Metric> found = metrics.stream().filter(one -> one.name().equals(metric)).findFirst();
    if (found.isEmpty()) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "recipe " + name + " has no metric '" + metric + "'",
          NearestName.suggest(metric, metrics.stream().map(Metric::name).toList()));
    }
    return found.get();
  }

  /** Whether a run passes or fails, instead of giving numbers. */
  public boolean isPassOrFail() {
    return PassFailMetric.isUnit(metrics.getFirst().unit());
  }

  /**
   * Refuses a recipe whose runs only pass or fail, where numbers are compared.
   *
   * @param what needs them, such as a comparison
   */
  public void requireNumbers(String what) throws Problem {
    if (isPassOrFail()) {
      throw new Problem(
          "recipe " + name + " only passes or fails, and " + what + " needs numbers",
          "bisect with it, or take a recipe that measures, such as exec-number");
    }
  }

  /** What a worker is sent. */
  public RecipePlan plan(Map<String, String> resolved) {
    return new RecipePlan(
        name,
        digest,
        resolved,
        steps.prepare(),
        steps.setup(),
        steps.run(),
        steps.teardown(),
        results,
        tools,
        takes.equals(ExpectedDuration.UNKNOWN)
            ? null
            : new RecipePlan.Takes(
                takes.prepare(), takes.setup(), takes.run(), resolved.equals(defaults())));
  }

  private Map<String, String> defaults() {
    return parameters.stream().collect(Collectors.toMap(Parameter::name, Parameter::defaultValue));
  }

  /** What people are shown. */
  public RecipeView view() {
    return new RecipeView(
        name,
        summary,
        description,
        folder.toString(),
        parameters.stream()
            .map(parameter ->
                new RecipeView.Parameter(
                    parameter.name(),
                    parameter.type().word(),
                    parameter.defaultValue(),
                    parameter.unit(),
                    parameter.trusted(),
                    parameter.description()))
            .toList(),
        profiles,
        metrics.stream()
            .map(metric ->
                new RecipeView.Metric(
                    metric.name(),
                    metric.unit(),
                    metric.higherIsBetter() ? "higher" : "lower",
                    metric.resolution()))
            .toList(),
        tools,
        interpreters,
        new RecipeView.Takes(
            seconds(takes.prepare()), seconds(takes.setup()), seconds(takes.run())),
        evidence,
        knobs.stream()
            .map(knob ->
                new RecipeView.Knob(knob.name(), knob.target(), knob.values(), knob.description()))
            .toList(),
        mitigations.stream()
            .map(mitigation ->
                new RecipeView.Mitigation(
                    mitigation.name(),
                    mitigation.description(),
                    mitigation.cost(),
                    knobs.stream()
                        .filter(knob -> mitigation.knobs().containsKey(knob.name()))
                        .map(knob -> knob.word(mitigation.knobs().getOrDefault(knob.name(), "")))
                        .toList()))
            .toList());
  }

  private static @Nullable Long seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toSeconds();
  }
}
