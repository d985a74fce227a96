package dev.halfspeed.cli;

import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that describe a bisection. */
final class RequestOptions {
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

  @Option(
      names = "--confidence",
      defaultValue = "0.99",
      paramLabel = "0.5-1",
      description = "How sure it must be (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0.5, most = 1, between = true)
  double confidence = 0.99;

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
      names = "--max-boots",
      defaultValue = "200",
      paramLabel = "N",
      description = "Give up after so many measured boots (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 1_000_000)
  int maximumBoots = 200;

  @Option(
      names = "--priority",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "From -100 to 100: where bisections share machines the highest goes first"
              + " (default: ${DEFAULT-VALUE}).")
  @Bounds(least = -100, most = 100)
  int priority;

  /** What was asked, with absolute paths. */
  BisectionRequest request(Shell shell) throws Problem {
    if (good == null) {
      throw new Problem(
          "--good is missing.", "Name a revision without the change: --good REVISION");
    }
    KernelConfig kernel = workload.kernelConfig(shell);
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
        confidence,
        firstParent,
        paths,
        runs,
        maximumBoots,
        workload.seed,
        priority,
        find.name());
  }
}
