package dev.halfspeed.worker.results;

import dev.halfspeed.worker.protocol.RecipePlan.Results;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way to read the numbers of a run. A recipe names it; the wire carries only the name. */
public sealed interface ResultsParser permits ExitCodeParser, JsonParser, PgbenchParser {
  /** As a recipe calls it. */
  String name();

  /** Its options, all required: each is the name, or the pattern of names, of files of a run. */
  List<String> options();

  /** The metrics that it finds; empty where the recipe says which there are. */
  List<String> metrics();

  /** Whether a run ends in a verdict, 1 for a pass and 0 for a failure, not in a number. */
  default boolean isPassOrFail() {
    return false;
  }

  /**
   * Reads the numbers of one run.
   *
   * @throws ReproducerException when they are missing or make no sense
   */
  Numbers read(Results results, RunOutput output) throws IOException, ReproducerException;

  /**
   * What a run gave.
   *
   * @param metrics by name
   * @param histogram latencies as a compressed, base64-encoded HdrHistogram in microseconds; absent
   *     where there are none
   */
  record Numbers(Map<String, Double> metrics, @Nullable String histogram) {}
}
