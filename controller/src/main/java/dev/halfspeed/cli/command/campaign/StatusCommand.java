package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.client.Found;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.cli.session.BisectionFollower;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.session.PollingFollower;
import dev.halfspeed.cli.terminal.ComparisonNarrator;
import dev.halfspeed.cli.terminal.ComparisonResult;
import dev.halfspeed.cli.terminal.ConclusionText;
import dev.halfspeed.cli.terminal.ConfigBisectionLines;
import dev.halfspeed.cli.terminal.Narrator;
import dev.halfspeed.cli.terminal.ProgressBlock;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.InterventionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where a bisection, a comparison or a config bisection stands. */
@Command(
    name = "status",
    description =
        "Show where a bisection, comparison or config bisection stands, or follow it to its end.")
public final class StatusCommand implements Callable<Integer> {
  private static final int SHOWN_SAMPLES = 10;

  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description =
          "The bisection, comparison or config bisection, or the beginning of its id (default: the"
              + " newest).")
  @Nullable String id;

  @Option(names = "--all", description = "List all bisections, comparisons and config bisections.")
  boolean all;

  @Option(names = "--watches", description = "With --all: also the comparisons of watches.")
  boolean watches;

  @Option(
      names = "--follow",
      description = "Follow it; exit code as with bisect, compare and config-bisect.")
  boolean follow;

  @Mixin JsonOption json = new JsonOption();

  public StatusCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    if (all && (follow || id != null)) {
      throw WrongArguments.together("--all", follow ? "--follow" : "ID");
    }
    if (watches && !all) {
      throw new Problem(
          "--watches is for the list, and --all is missing.",
          "Write: halfspeed status --all --watches");
    }
    if (follow) {
      try (Connection connection = invocation.connect(true)) {
        return follow(connection);
      }
    }
    return invocation.ask(api -> all ? list(api) : one(api));
  }

  private int follow(Connection connection) throws Problem {
    String again = "halfspeed status --follow";
    String answer = json.wanted() ? "-" : null;
    Found found = Found.by(id, connection.api());
    if (found.isComparison()) {
      var follow = PollingFollower.ofComparison(invocation, connection, answer);
      follow.stopOnInterrupt(again);
      return follow.toTheEnd(found.id());
    }
    if (found.isConfigBisection()) {
      var follow = PollingFollower.ofConfigBisection(invocation, connection, answer);
      follow.stopOnInterrupt(again);
      return follow.toTheEnd(found.id());
    }
    BisectionFollower follow = new BisectionFollower(invocation, connection, answer);
    follow.stopOnInterrupt(again);
    return follow.toTheEnd(found.id());
  }

  /** One line of the list. */
  private record Line(Instant createdAt, Object whole, List<String> row) {}

  private int list(ApiClient api) throws Problem {
    List<Line> lines = new ArrayList<>();
    api.bisections().forEach(one -> lines.add(new Line(one.createdAt(), one, row(one))));
    List<ComparisonSummary> comparisons = watches ? api.allComparisons() : api.comparisons();
    comparisons.forEach(one -> lines.add(new Line(one.createdAt(), one, row(one))));
    api.configBisections().forEach(one -> lines.add(new Line(one.createdAt(), one, row(one))));
    lines.sort(Comparator.comparing(Line::createdAt).reversed());
    if (json.wanted()) {
      invocation.say(ApiClient.json(lines.stream().map(Line::whole).toList()));
      return 0;
    }
    if (lines.isEmpty()) {
      invocation.say("No bisection yet. Start one with: halfspeed bisect --good REVISION");
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "STATE", "STARTED", "BY", "RANGE", "LEFT", "RECIPE", "CONCLUSION"));
    lines.forEach(line -> rows.add(line.row()));
    Text.table(rows).forEach(invocation::say);
    return 0;
  }

  private List<String> row(BisectionSummary bisection) {
    String conclusion = bisection.conclusion();
    return List.of(
        bisection.id(),
        bisection.state().name().toLowerCase(Locale.ROOT),
        ago(bisection.createdAt()),
        bisection.owner(),
        Words.shortId(bisection.good()) + ".." + Words.shortId(bisection.bad()),
        Integer.toString(bisection.remaining()),
        bisection.recipe(),
        conclusion == null ? bisection.phase() : Text.fit(conclusion, 60));
  }

  private List<String> row(ComparisonSummary comparison) {
    String names =
        comparison.variants().stream().map(ComparisonText::name).collect(Collectors.joining(" "));
    Integer left = comparison.bootsToGo();
    String conclusion = comparison.conclusion();
    return List.of(
        comparison.id(),
        comparison.state().name().toLowerCase(Locale.ROOT),
        ago(comparison.createdAt()),
        comparison.owner(),
        Text.fit(names, 40),
        left == null ? "" : Words.count(left, "boot"),
        comparison.recipe(),
        conclusion == null
            ? comparison.paused() ? "paused" : "comparing"
            : Text.fit(conclusion, 60));
  }

  private List<String> row(ConfigBisectionSummary search) {
    return List.of(
        search.id(),
        search.state(),
        ago(search.createdAt()),
        search.owner(),
        Text.fit(search.good() + ".." + search.bad(), 40),
        "",
        search.recipe(),
        Text.fit(search.stands(), 60));
  }

  private int one(ApiClient api) throws Problem {
    Found found = Found.by(id, api);
    if (json.wanted()) {
      invocation.say(api.json(found));
    } else if (found.isComparison()) {
      show(api.comparison(found.id()));
    } else if (found.isConfigBisection()) {
      show(api.configBisection(found.id()));
    } else {
      show(api.bisection(found.id()));
    }
    return 0;
  }

  private void show(ComparisonView view) {
    Instant now = invocation.shell().clock().instant();
    invocation.say(
        "Comparison "
            + view.id()
            + ", "
            + view.state().name().toLowerCase(Locale.ROOT)
            + ", started "
            + ago(view.createdAt())
            + by(view.owner()));
    invocation.say("  recipe      " + view.recipe() + ", metric " + view.metric());
    for (ComparisonView.Variant variant : view.variants()) {
      invocation.say("  variant     " + ComparisonNarrator.variant(variant));
    }
    showInterventions(view.origin());
    for (BisectionView.Activity activity : view.activities()) {
      invocation.say(
          "  now         " + activity.machine() + " " + Narrator.activity(activity, now));
    }
    showBoots(boots(view), view.unit(), view.metric());
    invocation.say("");
    ComparisonResult.lines(view, 100).forEach(invocation::say);
  }

  /**
   * A boot that gave numbers.
   *
   * @param of what was booted
   */
  private record Boot(int number, String of, String machine, List<Double> values) {}

  private static List<Boot> boots(ComparisonView view) {
    return view.measured().stream()
        .map(boot ->
            new Boot(
                boot.number(),
                ComparisonText.name(boot.variant())
                    + (boot.comparison() == null ? "" : " in " + boot.comparison()),
                boot.machine(),
                boot.values()))
        .toList();
  }

  private static List<Boot> boots(ConfigBisectionView view) {
    var boots = new ArrayList<Boot>();
    for (ConfigBisectionView.Configuration each : view.configurations()) {
      for (ConfigBisectionView.Attempt attempt : each.attempts()) {
        Integer number = attempt.number();
        if (number != null) {
          boots.add(new Boot(number, each.name(), attempt.machine(), attempt.values()));
        }
      }
    }
    boots.sort(Comparator.comparingInt(Boot::number));
    return boots;
  }

  /** By their numbers, which name samples that are left out. */
  private void showBoots(List<Boot> boots, String unitOfMetric, String metric) {
    if (boots.isEmpty()) {
      return;
    }
    int from = Math.max(0, boots.size() - SHOWN_SAMPLES);
    invocation.say(
        from == 0
            ? "  boots       " + boots.size()
            : "  boots       " + boots.size() + ", the last " + SHOWN_SAMPLES + ":");
    String unit = unitOfMetric.equals("1/s") ? metric : unitOfMetric;
    for (Boot boot : boots.subList(from, boots.size())) {
      invocation.say(
          "    boot %d of %s on %s: %s"
              .formatted(
                  boot.number(),
                  boot.of(),
                  boot.machine(),
                  boot.values().isEmpty()
                      ? "no evidence"
                      : boot.values().stream()
                          .map(value -> Words.value(value, unit))
                          .collect(Collectors.joining(", "))));
    }
  }

  private void show(ConfigBisectionView view) {
    Instant now = invocation.shell().clock().instant();
    invocation.say(
        "Config bisection "
            + view.id()
            + ", "
            + view.state().name().toLowerCase(Locale.ROOT)
            + ", started "
            + ago(view.createdAt())
            + by(view.owner()));
    invocation.say("  commit      " + Text.commit(view.commit()));
    invocation.say("  good        " + view.good());
    invocation.say("  bad         " + view.bad());
    invocation.say("  recipe      " + view.recipe() + ", metric " + view.metric());
    showInterventions(view.origin());
    for (BisectionView.Activity activity : view.activities()) {
      invocation.say(
          "  now         " + activity.machine() + " " + Narrator.activity(activity, now));
    }
    showBoots(boots(view), view.unit(), view.metric());
    invocation.say("");
    ConfigBisectionLines.end(view, 100).forEach(invocation::say);
  }

  private void show(BisectionView view) {
    Instant now = invocation.shell().clock().instant();
    invocation.say(
        "Bisection "
            + view.id()
            + ", "
            + view.state().name().toLowerCase(Locale.ROOT)
            + ", started "
            + ago(view.createdAt())
            + by(view.owner()));
    invocation.say("  repository  " + view.request().repository());
    invocation.say("  good        " + Text.commit(view.request().good()));
    invocation.say("  bad         " + Text.commit(view.request().bad()));
    invocation.say(
        "  recipe      " + view.request().recipe() + ", metric " + view.request().metric());
    showInterventions(view.origin());
    List<BisectionView.Sample> samples = view.samples();
    int from = Math.max(0, samples.size() - SHOWN_SAMPLES);
    invocation.say(
        from == 0
            ? "  samples     " + samples.size()
            : "  samples     " + samples.size() + ", the last " + SHOWN_SAMPLES + ":");
    for (BisectionView.Sample sample : samples.subList(from, samples.size())) {
      invocation.say("    " + Narrator.sample(sample, view.request()));
    }
    for (BisectionView.Difference difference : view.differences()) {
      invocation.say("  differs     " + Words.difference(difference));
    }
    if (view.state() == BisectionView.State.RUNNING) {
      ProgressBlock.lines(view, now, new Tty.Size(100, 40), false)
          .forEach(line -> invocation.say(line.text()));
    } else {
      ConclusionText.lines(view, 100).forEach(invocation::say);
    }
  }

  private void showInterventions(CampaignOrigin origin) {
    if (origin.paused() != null) {
      invocation.say("  paused      by " + origin.paused().whoAndWhy());
    }
    for (InterventionView done : origin.interventions()) {
      invocation.say(
          "  people      %d. %s %s, %s%s: %s"
              .formatted(
                  done.number(),
                  done.by(),
                  done.what(),
                  ago(done.at()),
                  done.undoneBy() == null ? "" : " (undone by " + done.undoneBy() + ")",
                  done.reason()));
    }
  }

  private static String by(String owner) {
    return owner.isEmpty() ? "" : " by " + owner;
  }

  private String ago(Instant at) {
    return Words.between(at, invocation.shell().clock().instant()) + " ago";
  }
}
