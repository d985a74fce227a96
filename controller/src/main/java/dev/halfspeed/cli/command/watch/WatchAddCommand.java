package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.ConfigOption;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.TimeWords;
import dev.halfspeed.cli.option.WorkloadOptions;
import dev.halfspeed.cli.option.WorkloadWord;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.WatchText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.watch.PointOrder;
import dev.halfspeed.watch.WatchRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a watch to the controller that runs. */
@Command(
    name = "add",
    description = {
      "Watch a repository: each commit that its refs come to is measured against a pinned"
          + " reference.",
      "Watches yield to what people ask for. A controller has to stay for them: halfspeed serve."
    },
    footer = {
      "",
      "With --also a second recipe is measured: RECIPE[,profile=NAME][,param.NAME=VALUE...]",
      "[,metric=NAME...], with commas inside a value written twice.",
      "",
      "Example: halfspeed watch add mainline --repo ~/linux --fetch origin --reference v6.12",
      "  --branch origin/master --tags 'v*' --lab lab.yaml --budget 12"
    })
public final class WatchAddCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "What the watch is called.")
  String name = "";

  @Mixin WorkloadOptions workload = new WorkloadOptions();

  @Option(
      names = "--also",
      paramLabel = "RECIPE[,KEY=VALUE...]",
      description = "Another recipe to measure with; may come again.")
  List<String> others = new ArrayList<>();

  @Option(
      names = "--reference",
      paramLabel = "REVISION",
      description = "What new kernels are compared with; the commit is pinned.")
  @Nullable String reference;

  @Option(
      names = "--fetch",
      paramLabel = "REMOTE",
      description = "Fetch this remote before each look (default: the repository moves by itself).")
  @Nullable String remote;

  @Option(
      names = "--branch",
      paramLabel = "NAME",
      description =
          "Watch the tip of a branch, or of each that fits a pattern such as 'origin/linux-*.y';"
              + " may come again.")
  List<String> branches = new ArrayList<>();

  @Option(
      names = "--tags",
      paramLabel = "PATTERN",
      description = "Watch tags that fit a pattern such as 'v*-rc*'; may come again.")
  List<String> tags = new ArrayList<>();

  @Option(
      names = "--rebuilt",
      paramLabel = "BRANCH",
      description =
          "Watch a branch that is made anew again and again, such as next/master: each tip is"
              + " compared with the commit of --mainline that it is based on.")
  @Nullable String rebuilt;

  @Option(
      names = "--mainline",
      paramLabel = "BRANCH",
      description = "What the branch of --rebuilt is based on.")
  @Nullable String mainline;

  @Option(
      names = "--every",
      defaultValue = "1h",
      paramLabel = "TIME",
      description = "How often to look: 30m, 6h, 1d (default: ${DEFAULT-VALUE}).")
  String every = "1h";

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "Not before then: 2026-12-01T22:00 in UTC, or with an offset (default: at once).")
  @Nullable String start;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Not after then (default: until it is removed).")
  @Nullable String until;

  @Option(
      names = "--budget",
      defaultValue = "8",
      paramLabel = "HOURS",
      description =
          "Hours that machines may work for it within any 24 hours (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 10_000, between = true)
  double budget = 8;

  @Option(
      names = "--bisections",
      defaultValue = "1",
      paramLabel = "N",
      description = "Bisections that it may start within any hour (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 1000)
  int bisections = 1;

  @Option(
      names = "--blocks",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Blocks of four boots for each point, two of either kernel, 1 to 3 (default:"
              + " ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = PointOrder.MOST_BLOCKS)
  int blocks = 1;

  @Option(
      names = "--runs",
      defaultValue = "1",
      paramLabel = "N",
      description = "Runs in each boot (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 1000)
  int runs = 1;

  @Option(
      names = "--backlog",
      defaultValue = "8",
      paramLabel = "N",
      description =
          "Points of a line that may wait for each recipe; more are thinned (default:"
              + " ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 1000)
  int backlog = 8;

  @Option(
      names = "--backfill",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Measure the newest N of the tags that are there already (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 1000)
  int backfill;

  @Mixin JsonOption json = new JsonOption();

  public WatchAddCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    WatchRequest request = request(invocation.shell());
    try (ApiClient api =
        invocation
            .running()
            .orElseThrow(() ->
                new Problem(
                    "No controller runs that could watch anything.",
                    "Start one that stays, then add the watch: halfspeed serve"))) {
      WatchView added = api.forWatches().addWatch(request);
      if (json.wanted()) {
        invocation.say(ApiClient.json(added));
      } else {
        invocation.say("Watch " + added.name() + " added.");
        WatchText.lines(added, invocation.shell().clock().instant()).forEach(invocation::say);
        invocation.say("See what comes of it: halfspeed watch show " + added.name());
      }
      return 0;
    }
  }

  /** What was asked, with absolute paths. */
  private WatchRequest request(Shell shell) throws Problem {
    if (reference == null) {
      throw new Problem(
          "--reference is missing.",
          "Name the kernel that new ones are compared with, such as --reference v6.12");
    }
    if (mainline != null && rebuilt == null) {
      throw new Problem(
          "--mainline is for --rebuilt, which is missing.",
          "Watch a branch with --branch "
              + mainline
              + ", or name the rebuilt one: --rebuilt BRANCH");
    }
    ConfigOption kernel = workload.kernelConfig(shell);
    return new WatchRequest(
        name,
        workload.repository(shell),
        remote,
        refs(),
        reference,
        workloads(shell),
        kernel.base(),
        kernel.fragments(),
        workload.lab(shell),
        TimeWords.span("--every", every).toMinutes(),
        instant("--start", start),
        instant("--until", until),
        budget,
        bisections,
        blocks,
        runs,
        backlog,
        backfill,
        workload.seed);
  }

  private static @Nullable Instant instant(String option, @Nullable String text) throws Problem {
    return text == null ? null : TimeWords.instant(option, text);
  }

  private List<WatchRequest.Ref> refs() {
    var refs = new ArrayList<WatchRequest.Ref>();
    branches.forEach(
        branch -> refs.add(new WatchRequest.Ref(WatchRequest.Kind.BRANCH, branch, null)));
    tags.forEach(tag -> refs.add(new WatchRequest.Ref(WatchRequest.Kind.TAGS, tag, null)));
    if (rebuilt != null) {
      refs.add(new WatchRequest.Ref(WatchRequest.Kind.REBUILT, rebuilt, mainline));
    }
    return refs;
  }

  private List<WatchRequest.Workload> workloads(Shell shell) throws Problem {
    var workloads = new ArrayList<WatchRequest.Workload>();
    String metric = workload.metric;
    workloads.add(
        new WatchRequest.Workload(
            workload.recipe(shell),
            workload.profile,
            workload.parameters(),
            metric == null ? List.of() : List.of(metric)));
    for (String other : others) {
      workloads.add(WorkloadWord.parse(other, shell));
    }
    return workloads;
  }
}
