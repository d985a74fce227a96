package dev.halfspeed.cli.option;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that describe a bisection. */
public final class RequestOptions {
  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(names = "--good", paramLabel = "REVISION", description = "A revision without the change.")
  @Nullable String good;

  @Option(
      names = "--bad",
      defaultValue = "HEAD",
      paramLabel = "REVISION",
      description = "A revision with it (default: ${DEFAULT-VALUE}).")
  String bad = "HEAD";

  /** What may be looked for, spelt as on the command line. */
  enum Find {
    regression,
    improvement
  }

  @Option(
      names = "--find",
      defaultValue = "regression",
      paramLabel = "regression|improvement",
      description =
          "Whether the metric became worse or better from good to bad"
              + " (default: ${DEFAULT-VALUE}).")
  Find find = Find.regression;

  @Mixin BudgetOptions budget = new BudgetOptions();

  @Option(names = "--first-parent", description = "Only the first-parent line: finds the merge.")
  boolean firstParent;

  @Option(
      names = "--path",
      arity = "1..*",
      paramLabel = "PATH",
      description = "Only commits that touch these paths of the repository.")
  List<String> paths = new ArrayList<>();

  @Option(
      names = "--runs",
      defaultValue = "0",
      paramLabel = "N",
      description = "Runs in each boot (default: as many as pay).")
  @Bounds(least = 0, most = 1000)
  int runs;

  @Option(
      names = "--no-perf",
      description =
          "Take no profiles of a culprit and its parent. They cost two boots of each, once the"
              + " culprit is proved.")
  boolean withoutProfiles;

  /** What was asked, with absolute paths. */
  public BisectionRequest request(Shell shell) throws Problem {
    if (good == null) {
      throw new Problem(
          "--good is missing.", "Name a revision without the change: --good REVISION");
    }
    ConfigOption kernel = workload.kernelConfig(shell);
    return new BisectionRequest(
        workload.repository(shell),
        good,
        bad,
        workload.recipe(shell),
        workload.profile,
        workload.parameters(),
        kernel.base(),
        kernel.fragments(),
        workload.lab(shell),
        workload.metric,
        budget.confidence,
        firstParent,
        paths,
        runs,
        budget.maximumBoots,
        workload.seed,
        budget.priority,
        find.name(),
        null,
        budget.maximumMachineHours,
        withoutProfiles ? false : null);
  }
}
