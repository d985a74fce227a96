package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.BorrowedText;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.Fact;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is measured, and what somebody needs who wants the same. */
final class BisectionFacts {
  private BisectionFacts() {}

  /** Recipe, metric, and both ends as they were measured again. */
  static List<Fact> measured(BisectionView view, MeasuredCommits measured) {
    BisectionView.Request request = view.request();
    List<Fact> facts = new ArrayList<>();
    add(facts, "Recipe", request.recipe());
    add(facts, "Parameters", parameters(request.parameters()));
    add(
        facts,
        "Metric",
        "%s%s, %s is better"
            .formatted(
                request.metric(),
                request.metricUnit().isEmpty() || request.metricUnit().equals(request.metric())
                    ? ""
                    : " in " + request.metricUnit(),
                request.higherIsBetter() ? "higher" : "lower"));
    add(facts, "Looked for", request.seeksImprovement() ? "an improvement" : "a regression");
    add(
        facts,
        "Good end",
        end(view, measured, measured.goodEnd(), MeasuredCommits.GOOD_END)
            + (measured.goodEnd().id().equals(request.good().id())
                ? ""
                : ". It is the merge base: %s is no ancestor of the bad end"
                    .formatted(Show.commit(request.good().id()))));
    add(facts, "Bad end", end(view, measured, request.bad(), MeasuredCommits.BAD_END));
    if (measured.good().isPresent()
        && measured.bad().isPresent()
        && !measured.areEndsComparable()) {
      add(
          facts,
          "Comparable",
          "not yet: no machine has measured both ends, and what they differ by may be what the"
              + " machines differ by");
    }
    BorrowedText.words(request.borrowed()).ifPresent(words -> add(facts, "Measured before", words));
    add(facts, "Commits between", "%,d".formatted(request.candidates()));
    BisectionView.Forecast forecast = view.progress().forecast();
    Double resolvable = forecast == null ? null : forecast.resolvable();
    if (resolvable != null) {
      add(
          facts,
          "Smallest change that can be found",
          Words.found(request, resolvable) + ", with the boots that are left");
    }
    return facts;
  }

  /** An end without a number says why it has none. */
  private static String end(
      BisectionView view, MeasuredCommits measured, BisectionView.Commit commit, String role) {
    String name = CommitWords.quoted(commit);
    Optional<MeasuredCommits.Level> level =
        role.equals(MeasuredCommits.GOOD_END) ? measured.good() : measured.bad();
    if (level.isPresent()) {
      MeasuredCommits.Level known = level.get();
      return "%s: %s (95 %%: %s), mean of %s%s"
          .formatted(
              name,
              Words.value(known.mean(), view.request()),
              Words.interval(known.low(), known.high(), view.request()),
              Show.count(known.boots(), "boot"),
              measured.machinesOfEnds() > 1 && measured.areEndsComparable()
                  ? ", without what machines differ by"
                  : "");
    }
    return name
        + ": "
        + view.attempts().reversed().stream()
            .filter(attempt -> role.equals(attempt.detail().role()))
            .filter(attempt -> attempt.outcome() != null && !attempt.message().isEmpty())
            .filter(attempt -> !"built".equals(attempt.outcome()))
            .findFirst()
            .map(attempt -> "no value: " + attempt.outcome() + ", " + Show.line(attempt.message()))
            .orElse("not measured yet");
  }

  /** All that a reproduction needs. */
  static List<Fact> setup(BisectionView view) {
    BisectionView.Request request = view.request();
    List<Fact> facts = new ArrayList<>();
    add(facts, "Repository", request.repository());
    add(facts, "Good", request.good().id());
    add(facts, "Bad", request.bad().id());
    BisectionView.Setup setup = request.setup();
    if (setup != null) {
      add(facts, "As they were named", setup.good() + " and " + setup.bad());
      add(facts, "Lab", setup.lab() == null ? "the machine at hand" : setup.lab());
      add(facts, "Profile", setup.profile() == null ? "the recipe's defaults" : setup.profile());
    }
    add(facts, "Recipe", request.recipe());
    add(facts, "Parameters", parameters(request.parameters()));
    add(facts, "Kernel config", request.config());
    if (setup != null) {
      add(facts, "Config's base", setup.configBase());
      add(
          facts,
          "Config's fragments",
          setup.configFragments().isEmpty() ? "none" : String.join(", ", setup.configFragments()));
      add(facts, "Only first parents", setup.firstParent() ? "yes" : "no");
      add(facts, "Only paths", setup.paths().isEmpty() ? "all" : String.join(", ", setup.paths()));
      add(facts, "Runs in each boot", setup.runs() == 0 ? "as many as pay" : "" + setup.runs());
      add(facts, "Seed", Long.toString(setup.seed()));
    }
    add(facts, "Confidence asked", Words.level(request.confidence()));
    add(facts, "Budget", Show.count(request.maximumBoots(), "boot"));
    Long seconds = view.origin().machineSeconds();
    add(
        facts,
        "Machine time at most",
        seconds == null ? "no limit" : Words.duration((double) seconds));
    add(facts, "Priority", Integer.toString(view.origin().priority()));
    if (!view.origin().children().isEmpty()) {
      add(
          facts,
          "Gave rise to",
          view.origin().children().stream()
              .map(child -> child.kind() + " " + child.id())
              .collect(Collectors.joining(", ")));
    }
    return facts;
  }

  private static String parameters(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? "the recipe's defaults"
        : new TreeMap<>(parameters)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
  }

  private static void add(List<Fact> facts, String name, String value) {
    facts.add(new Fact(name, Show.line(value)));
  }
}
