package dev.halfspeed.jobs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.halfspeed.worker.protocol.RecipePlan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The recipe of a {@link JobOrder}.
 *
 * @param digest names its folder on the machine
 * @param parameters all of them with their values
 * @param prepare script, as {@code setup}, {@code run} and {@code teardown}; absent where there is
 *     nothing to do, which a run never is
 * @param tools programs without which a step that fails says nothing of a commit
 * @param takes how long its steps are expected to take; absent where the recipe does not say
 */
record JobRecipe(
    String name,
    String digest,
    Map<String, String> parameters,
    @Nullable String prepare,
    @Nullable String setup,
    String run,
    @Nullable String teardown,
    Results results,
    List<String> tools,
    @Nullable Takes takes) {
  JobRecipe {
    // A job that was written down before there were any does not tell.
    tools = Objects.requireNonNullElse(tools, List.of());
  }

  /** Converts what a worker is sent. */
  static JobRecipe of(RecipePlan plan) {
    RecipePlan.Results results = plan.results();
    return new JobRecipe(
        plan.name(),
        plan.digest(),
        plan.parameters(),
        plan.prepare(),
        plan.setup(),
        plan.run(),
        plan.teardown(),
        new Results(results.parser(), results.options(), results.metrics()),
        plan.tools(),
        Optional.ofNullable(plan.takes())
            .map(takes ->
                new Takes(takes.prepare(), takes.setup(), takes.run(), takes.withDefaults()))
            .orElse(null));
  }

  /** Converts it back to what a worker is sent. */
  RecipePlan plan() {
    return new RecipePlan(
        name,
        digest,
        parameters,
        prepare,
        setup,
        run,
        teardown,
        new RecipePlan.Results(results.parser(), results.options(), results.metrics()),
        tools,
        takes == null
            ? null
            : new RecipePlan.Takes(
                takes.prepare(), takes.setup(), takes.run(), takes.withDefaults()));
  }

  /**
   * How long its steps take with its defaults; each absent where the recipe does not say.
   *
   * @param withDefaults whether these are the values of all parameters
   */
  record Takes(
      @Nullable Duration prepare,
      @Nullable Duration setup,
      @Nullable Duration run,
      boolean withDefaults) {}

  /**
   * Where a run's numbers come from.
   *
   * @param parser its name
   * @param options what it has to know, by name
   * @param metrics that a run yields
   */
  record Results(String parser, Map<String, String> options, List<String> metrics) {
    private static final String FORMER_TYPE = "@type";

    /**
     * Reads it, also as it was written before parsers had names: a type, with a field for each
     * option.
     */
    @JsonCreator
    static Results read(
        @JsonProperty("parser") @Nullable String parser,
        @JsonProperty("options") @Nullable Map<String, String> options,
        @JsonProperty("metrics") @Nullable List<String> metrics,
        @JsonProperty(FORMER_TYPE) @Nullable String formerType,
        @JsonProperty("file") @Nullable String file,
        @JsonProperty("output") @Nullable String output,
        @JsonProperty("log") @Nullable String log) {
      var all = new TreeMap<>(Objects.requireNonNullElse(options, Map.<String, String>of()));
      putIfPresent(all, "file", file);
      putIfPresent(all, "output", output);
      putIfPresent(all, "log", log);
      return new Results(
          parser == null ? String.valueOf(formerType).toLowerCase(Locale.ROOT) : parser,
          all,
          Objects.requireNonNullElse(metrics, List.of()));
    }

    private static void putIfPresent(
        Map<String, String> options, String name, @Nullable String value) {
      if (value != null) {
        options.put(name, value);
      }
    }
  }
}
