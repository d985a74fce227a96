package dev.halfspeed.cli.option;

import dev.halfspeed.campaign.comparison.ComparisonRequest;
import picocli.CommandLine.Option;

/** What matters to a comparison, and how often it measures. */
public final class ComparisonOptions {
  private static final double PERCENT = 100;

  @Option(
      names = "--smallest",
      defaultValue = "" + ComparisonRequest.SMALLEST_PERCENT,
      paramLabel = "PERCENT",
      description =
          "The smallest difference that matters, in per cent (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 100, between = true)
  double smallest = ComparisonRequest.SMALLEST_PERCENT;

  @Option(
      names = "--runs",
      defaultValue = "" + ComparisonRequest.RUNS,
      paramLabel = "N",
      description = "Runs in each boot (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 1000)
  public int runs = ComparisonRequest.RUNS;

  @Option(
      names = "--reuse",
      description = "Count the boots of earlier comparisons that asked the same, too.")
  public boolean reuse;

  /** The smallest difference that matters, as a part. */
  public double smallest() {
    return smallest / PERCENT;
  }
}
