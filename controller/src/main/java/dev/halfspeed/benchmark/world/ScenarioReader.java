package dev.halfspeed.benchmark.world;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.yaml.YamlFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a world's file; docs/worlds.md describes it. */
public final class ScenarioReader {
  private static final int MOST_COMMITS = 1_000_000;
  private static final int MOST_MACHINES = 1000;
  private static final double MOST_SECONDS = 1e6;
  private static final double MOST_HOURS = 1e5;
  private static final double MOST_SIGMAS = 1000;
  public static final double LEAST_CONFIDENCE = 0.501;
  public static final double MOST_CONFIDENCE = 0.99999;

  /** As many merges as the kernel has. */
  private static final double MERGES = 1 / 13.0;

  private ScenarioReader() {}

  /**
   * Reads one.
   *
   * @param name the scenario's
   * @param file where the text is from, for messages
   */
  public static Scenario read(String name, String file, String text) throws Problem {
    YamlFields top = YamlFields.parse(file, "docs/worlds.md", text);
    String summary = top.text("summary").orElse("");
    Scenario.History history = history(top.below("history"));
    int commits = commits(history);
    YamlFields machineFields = top.below("machines");
    Scenario.Machines machines = machines(machineFields);
    Scenario.Guilt guilt = guilt(top, commits);
    var scenario =
        new Scenario(
            name,
            summary,
            history,
            belief(top.below("prior"), commits),
            guilt,
            breakage(top.below("broken")),
            noise(top.below("noise")),
            disturbance(top.below("disturbance")),
            flakiness(top, guilt),
            machines,
            durations(top.below("costs")),
            drift(top.below("drift")),
            top.count("earlier-boots", 12, 0, 1000),
            top.flag("layouts", false),
            top.count("maximum-boots", 1000, 1, 1_000_000),
            top.number("confidence", 0.99, LEAST_CONFIDENCE, MOST_CONFIDENCE));
    top.end();
    return scenario;
  }

  private static Scenario.History history(YamlFields fields) throws Problem {
    String kind =
        fields.choice("kind", List.of("chain", "git", "kernel", "listed")).orElse("chain");
    Scenario.History history =
        switch (kind) {
          case "chain" -> new Scenario.History.Chain(commits(fields));
          case "git" ->
              new Scenario.History.TopicBranches(commits(fields), merges(fields), seed(fields));
          case "kernel" ->
              new Scenario.History.MergeWindows(commits(fields), merges(fields), seed(fields));
          default -> listed(fields);
        };
    fields.end();
    return history;
  }

  private static int commits(YamlFields fields) throws Problem {
    return fields.count("commits", 16384, 1, MOST_COMMITS);
  }

  private static double merges(YamlFields fields) throws Problem {
    return fields.number("merges", MERGES, 0, 0.33);
  }

  private static int seed(YamlFields fields) throws Problem {
    return fields.count("seed", 1, 0, Integer.MAX_VALUE);
  }

  private static Scenario.History listed(YamlFields fields) throws Problem {
    if (!fields.has("parents")) {
      throw fields.missing("parents", "write parents: [[], [0]]");
    }
    List<List<Integer>> parents = fields.lists("parents", 0, MOST_COMMITS);
    var history = new Scenario.History.Listed(parents);
    try {
      Histories.of(history);
    } catch (IllegalArgumentException e) {
      throw fields.problem(
          "parents",
          "lists no history: " + e.getMessage(),
          "number the commits from 0, parents before their children, and let all lead to the last");
    }
    return history;
  }

  private static int commits(Scenario.History history) {
    return switch (history) {
      case Scenario.History.Chain(int commits) -> commits;
      case Scenario.History.TopicBranches(int commits, double merges, long seed) -> commits;
      case Scenario.History.MergeWindows(int commits, double merges, long seed) -> commits;
      case Scenario.History.Listed(var parents) -> parents.size();
    };
  }

  private static Scenario.Belief belief(YamlFields fields, int commits) throws Problem {
    List<Double> weights = fields.numbers("weights", 1e-9, 1e9);
    if (!weights.isEmpty() && weights.size() != commits) {
      throw fields.problem(
          "weights",
          "lists %d for %d commits".formatted(weights.size(), commits),
          "give one for each commit, or none");
    }
    var belief =
        new Scenario.Belief(
            fields.number("none", 0.1, 1e-6, 0.99),
            fields.number("merge-weight", 0.2, 1e-6, 1e6),
            fields.number("unlikely", 0, 0, 1),
            fields.number("unlikely-weight", 0.02, 1e-6, 1e6),
            weights);
    fields.end();
    return belief;
  }

  private static Scenario.Guilt guilt(YamlFields top, int commits) throws Problem {
    List<Double> shares = top.has("culprits") ? top.numbers("culprits", 1e-6, 1) : List.of(1.0);
    List<Integer> fixed = top.counts("culprit-commits", 0, commits - 1);
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    if (!shares.isEmpty() && Math.abs(sum - 1) > 1e-6) {
      throw top.problem(
          "culprits",
          "are shares that add up to " + sum,
          "let them add up to 1, or write culprits: [] for no regression");
    }
    if (!fixed.isEmpty() && (fixed.size() != shares.size() || repeated(fixed))) {
      throw top.problem(
          "culprit-commits",
          "are %d commits for %d culprits"
              .formatted(fixed.stream().distinct().count(), shares.size()),
          "name a commit of its own for each share, or leave culprit-commits out");
    }
    if (shares.size() > commits) {
      throw top.problem("culprits", "are more than there are commits", "name fewer");
    }
    return new Scenario.Guilt(shares, fixed);
  }

  private static boolean repeated(List<Integer> numbers) {
    return numbers.stream().distinct().count() < numbers.size();
  }

  private static Scenario.Breakage breakage(YamlFields fields) throws Problem {
    var breakage =
        new Scenario.Breakage(
            fields.number("build", 0, 0, 0.9),
            fields.number("boot", 0, 0, 0.9),
            fields.number("stretch", 1, 1, 1e5),
            fields.flag("near", false));
    fields.end();
    return breakage;
  }

  private static Scenario.Noise noise(YamlFields fields) throws Problem {
    var noise =
        new Scenario.Noise(
            fields.number("sigma", 0.03, 1e-6, 2),
            fields.number("effect", 2, 0, MOST_SIGMAS),
            fields.number("layout", 0, 0, MOST_SIGMAS),
            fields.number("between-runs", 0, 0, 0.999),
            fields.number("outliers", 0, 0, 0.9),
            fields.number("outlier-size", 6, 0, MOST_SIGMAS),
            fields.number("step", 0, 0, MOST_SIGMAS),
            fields.choice("shape", Scenario.Shape.NORMAL));
    fields.end();
    return noise;
  }

  private static Scenario.Disturbance disturbance(YamlFields fields) throws Problem {
    var disturbance =
        new Scenario.Disturbance(
            fields.number("slow-side", 1, 0, 100),
            fields.number("correlation", 0, 0, 0.999),
            fields.number("bursts", 0, 0, 0.9),
            fields.number("slow-runs", 0, 0, 0.9));
    fields.end();
    return disturbance;
  }

  private static Optional<Scenario.Flakiness> flakiness(YamlFields top, Scenario.Guilt guilt)
      throws Problem {
    if (!top.has("pass-fail")) {
      return Optional.empty();
    }
    YamlFields fields = top.below("pass-fail");
    var flakiness =
        new Scenario.Flakiness(
            fields.number("false-fail", 0.05, 0, guilt.isNone() ? 1 : 0.499),
            fields.number("false-pass", 0.05, 0, 0.499));
    fields.end();
    return Optional.of(flakiness);
  }

  private static Scenario.Machines machines(YamlFields fields) throws Problem {
    int count = fields.count("count", 1, 1, MOST_MACHINES);
    var deaths = new ArrayList<Scenario.Death>();
    for (YamlFields death : fields.mappings("dies")) {
      deaths.add(
          new Scenario.Death(
              death.count("machine", 0, 0, count - 1), death.number("hour", 0, 0, MOST_HOURS)));
      death.end();
    }
    if (deaths.stream().map(Scenario.Death::machine).distinct().count() >= count) {
      throw fields.problem("dies", "lets every machine die", "leave one alive");
    }
    var machines =
        new Scenario.Machines(
            count,
            fields.number("speed-spread", 0, 0, 0.9),
            fields.number("offset-spread", 0, 0, MOST_SIGMAS),
            fields.numbers("noise", 0, 100),
            fields.counts("without-effect", 0, count - 1),
            fields.number("failures", 0, 0, 0.9),
            deaths);
    fields.end();
    return machines;
  }

  private static Scenario.Durations durations(YamlFields fields) throws Problem {
    double build = fields.number("build", 300, 0, MOST_SECONDS);
    var durations =
        new Scenario.Durations(
            fields.number("first-build", build, 0, MOST_SECONDS),
            build,
            fields.number("boot", 60, 0.1, MOST_SECONDS),
            fields.number("run", 240, 0.1, MOST_SECONDS));
    fields.end();
    return durations;
  }

  private static Scenario.Drift drift(YamlFields fields) throws Problem {
    Scenario.Drift drift =
        switch (fields
            .choice("kind", List.of("none", "linear", "step", "regime", "walk"))
            .orElse("none")) {
          case "linear" -> new Scenario.Drift.Linear(size(fields));
          case "step" ->
              new Scenario.Drift.Step(fields.number("hour", 1, 0, MOST_HOURS), size(fields));
          case "regime" ->
              new Scenario.Drift.Regime(fields.number("hour", 1, 0, MOST_HOURS), size(fields));
          case "walk" -> new Scenario.Drift.Walk(fields.number("size", 0.3, 0, MOST_SIGMAS));
          default -> new Scenario.Drift.None();
        };
    fields.end();
    return drift;
  }

  private static double size(YamlFields fields) throws Problem {
    return fields.number("size", 1, -MOST_SIGMAS, MOST_SIGMAS);
  }
}
