package dev.halfspeed.cli.option;

import dev.halfspeed.campaign.RequestParts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How sure a campaign must be of its answer, what it may take for that, and before whom. */
public final class BudgetOptions {
  @Option(
      names = "--confidence",
      defaultValue = "" + RequestParts.USUAL_CONFIDENCE,
      paramLabel = "0.5-1",
      description = "How sure the answer must be (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0.5, most = 1, between = true)
  public double confidence = RequestParts.USUAL_CONFIDENCE;

  @Option(
      names = "--max-boots",
      defaultValue = "" + RequestParts.USUAL_BOOTS,
      paramLabel = "N",
      description = "Give up after so many measured boots (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 1_000_000)
  public int maximumBoots = RequestParts.USUAL_BOOTS;

  @Option(
      names = "--max-machine-hours",
      paramLabel = "HOURS",
      description =
          "Give up when all jobs together have taken so long on machines (default: no limit).")
  @Bounds(least = 0, most = 1_000_000, between = true)
  public @Nullable Double maximumMachineHours;

  @Option(
      names = "--priority",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "From -100 to 100: where machines are shared the highest goes first"
              + " (default: ${DEFAULT-VALUE}).")
  @Bounds(least = -100, most = 100)
  public int priority;
}
