package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A recipe as the worker needs it: its folder, which was sent to the machine under its digest, its
 * steps and how to read what a run leaves behind.
 *
 * @param digest names the folder on the machine, and with the parameters the prepared data
 * @param parameters every parameter with its value; a step sees NAME as the environment variable
 *     HALFSPEED_PARAM_NAME
 * @param prepare script that fills HALFSPEED_DATA once per machine and parameters; absent: nothing
 *     to prepare
 * @param setup script that makes a fresh boot ready to run; absent: nothing to do
 * @param run script that runs the reproducer once and leaves its output in HALFSPEED_OUT
 * @param teardown script that stops what setup started; absent: nothing to do
 * @param tools names of programs without which a step that fails says nothing of a commit
 * @param takes how long its steps are expected to take; absent where the recipe does not say
 */
public record RecipePlan(
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
  /** One that does not say how long its steps take. */
  public RecipePlan(
      String name,
      String digest,
      Map<String, String> parameters,
      @Nullable String prepare,
      @Nullable String setup,
      String run,
      @Nullable String teardown,
      Results results,
      List<String> tools) {
    this(name, digest, parameters, prepare, setup, run, teardown, results, tools, null);
  }

  public RecipePlan {
    // A job that was written down before there were any does not tell.
    tools = Objects.requireNonNullElse(tools, List.of());
  }

  /**
   * How long the steps of a recipe take with its defaults; each absent where it does not say.
   *
   * @param withDefaults whether these are the values of all parameters, so that nobody has asked
   *     for more work
   */
  public record Takes(
      @Nullable Duration prepare,
      @Nullable Duration setup,
      @Nullable Duration run,
      boolean withDefaults) {}

  /**
   * Where a run's numbers come from.
   *
   * @param parser the name of one of the worker's parsers
   * @param options what it has to know, such as the names of files in HALFSPEED_OUT
   * @param metrics the metrics that the recipe says a run yields
   */
  public record Results(String parser, Map<String, String> options, List<String> metrics) {
    private static final String FORMER_TYPE = "@type";

    public Results {
      options = Map.copyOf(options);
      metrics = List.copyOf(metrics);
    }

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

    /**
     * An option.
     *
     * @throws IllegalStateException when it is missing, which whoever reads recipes has refused
     */
    public String option(String name) {
      String value = options.get(name);
      if (value == null) {
        throw new IllegalStateException("the parser " + parser + " lacks its option " + name);
      }
      return value;
    }
  }
}
