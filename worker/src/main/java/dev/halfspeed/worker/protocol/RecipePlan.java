package dev.halfspeed.worker.protocol;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    tools = List.copyOf(tools);
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
    public Results {
      options = Map.copyOf(options);
      metrics = List.copyOf(metrics);
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
