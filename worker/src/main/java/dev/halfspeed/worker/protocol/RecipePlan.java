package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    List<String> tools) {
  public RecipePlan {
    // A job that was written down before there were any does not tell.
    tools = Objects.requireNonNullElse(tools, List.of());
  }

  /** Where a run's numbers come from. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
  public sealed interface Results {
    /**
     * The printed summary of pgbench and its per-transaction logs. Yields the metrics tps (1/s),
     * latency_mean, latency_p50, latency_p95, latency_p99 (ms).
     *
     * @param output file name of pgbench's standard output, in HALFSPEED_OUT
     * @param log glob of the per-transaction logs, in HALFSPEED_OUT
     */
    record Pgbench(String output, String log) implements Results {}

    /**
     * One flat JSON object of metric names and numbers.
     *
     * @param file its name in HALFSPEED_OUT
     */
    record Json(String file, List<String> metrics) implements Results {}
  }
}
