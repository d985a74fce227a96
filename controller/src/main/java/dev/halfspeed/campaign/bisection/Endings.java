package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.MetricChange;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts a conclusion into words and into the metric's units. */
final class Endings {
  private static final Pattern MACHINE = Pattern.compile("machine ([0-9]{1,9})");

  private final Resolved resolved;
  private final MetricScale scale;
  private final double asked;
  private final SearchBudget budget;
  private final AssessmentRecord.Commits commits;
  private final CandidateDag dag;
  private final CulpritFindings findings;

  /**
   * Of one bisection.
   *
   * @param asked how probable a culprit was to be
   * @param budget what it may take
   * @param findings about its culprits
   */
  Endings(
      Resolved resolved,
      double asked,
      SearchBudget budget,
      AssessmentRecord.Commits commits,
      CandidateDag dag,
      CulpritFindings findings) {
    this.findings = findings;
    this.resolved = resolved;
    scale = resolved.scale();
    this.asked = asked;
    this.budget = budget;
    this.commits = commits;
    this.dag = dag;
  }

  static BisectionEnding cancelled(Cancellation cancellation) {
    return plain("cancelled", cancellation.words("before it came to a conclusion"));
  }

  static BisectionEnding failed(String words) {
    return plain("failed", words);
  }

  /**
   * The ending that a conclusion means.
   *
   * @param seen the change between the ends as it looks at the end; absent where none was measured
   */
  BisectionEnding of(Conclusion conclusion, List<Evidence> evidence, @Nullable MetricChange seen) {
    return switch (conclusion) {
      case Conclusion.Culprit culprit ->
          new CulpritEnding(resolved, asked, budget, commits, dag, evidence, findings).of(culprit);
      case Conclusion.Suspects suspects ->
          ending(
              "suspects",
              suspects.candidates(),
              suspects.confidence(),
              suspects.effect(),
              (suspects.candidates().size() == 1
                      ? "It is probably this commit"
                      : "It is one of " + suspects.candidates().size() + " commits")
                  + " (probability "
                  + Words.probability(suspects.confidence())
                  + (suspects.candidates().size() == 1
                      ? "), but that could not be proved: "
                      : "), and they can't be told apart: ")
                  + CandidateNames.named(suspects.reason(), commits)
                  + ".");
      case Conclusion.NotReproduced notReproduced ->
          ending(
              "not reproduced",
              List.of(),
              notReproduced.probability(),
              notReproduced.effect(),
              (notReproduced.isImprovement()
                      ? isOtherWayRound() + ": "
                      : "The two ends do not differ in " + resolved.subject() + ": ")
                  + change(notReproduced.effect())
                  + ", no "
                  + resolved.sought().word()
                  + " with probability "
                  + Words.probability(notReproduced.probability())
                  + "."
                  + (notReproduced.isImprovement() ? wayOut() : "")
                  + sideNote());
      case Conclusion.EnvironmentShift shift ->
          new BisectionEnding(
              "environment shift",
              List.of(),
              null,
              resolved.isPassOrFail() ? null : seen,
              null,
              null,
              List.of(),
              CandidateNames.named(capital(named(shift.explanation())), commits)
                  + "."
                  + (seen == null
                      ? ""
                      : " What is left between the ends, measured at the same times: "
                          + Words.change(seen.view())
                          + ".")
                  + " Look for what else has changed on the machines, and start again.");
      case Conclusion.BelowNoiseFloor below ->
          ending("below noise floor", List.of(), null, below.effect(), words(below));
      case Conclusion.Gradual gradual ->
          ending(
              "gradual",
              Stream.concat(
                      gradual.course().stream().map(Conclusion.Gradual.Part::candidate),
                      Stream.of(gradual.last()))
                  .toList(),
              null,
              gradual.effect(),
              words(gradual));
      case Conclusion.Exhausted exhausted ->
          ending(
              "exhausted",
              exhausted.candidates(),
              exhausted.confidence(),
              exhausted.effect(),
              "The budget is used up ("
                  + budget.words()
                  + "); "
                  + exhausted.candidates().size()
                  + " commits are left, which hold "
                  + Words.probability(exhausted.confidence())
                  + " of the probability. "
                  + budget.more()
                  + " to go on.");
    };
  }

  private String words(Conclusion.BelowNoiseFloor below) {
    String resolvable = Words.percent(scale.part(below.resolvable()));
    if (below.isLossSeen()) {
      return "The ends differ by %s, too little for this noise: the budget resolves a change of %s or more, and this one would take about %d boots. %s, or lower the noise."
          .formatted(change(below.effect()), resolvable, below.bootsNeeded(), budget.more());
    }
    String sought = resolved.sought().word();
    return "No %s is seen between the ends, %s, and one that the noise may hide is smaller than the %s that the budget resolves. %s, or lower the noise.%s"
        .formatted(
            sought,
            change(below.effect()),
            resolvable,
            budget.more(),
            below.isImprovement() ? " " + isOtherWayRound() + "." + wayOut() : "");
  }

  private String words(Conclusion.Gradual gradual) {
    String after =
        Words.shortId(
            gradual.after() < 0
                ? resolved.goodEnd().id()
                : commits.candidate(gradual.after()).id());
    String last = Words.shortId(commits.candidate(gradual.last()).id());
    return "The "
        + resolved.sought().word()
        + " came bit by bit: "
        + resolved.subject()
        + " changed by "
        + change(gradual.effect())
        + " over the "
        + (gradual.last() - gradual.after())
        + " commits after "
        + after
        + " up to "
        + last
        + ", give or take what was not measured, and no few of them did it. On the way: "
        + gradual.course().stream()
            .map(part ->
                Words.shortId(commits.candidate(part.candidate()).id())
                    + " has "
                    + Words.percent(part.measured())
                    + " of it")
            .collect(Collectors.joining(", "))
        + ". See what they have in common: git log "
        + after
        + ".."
        + last
        + ".";
  }

  /** How many boots gave numbers or verdicts. */
  static int boots(List<Evidence> evidence) {
    return (int) evidence.stream().filter(Evidence.Booted.class::isInstance).count();
  }

  private String isOtherWayRound() {
    return resolved.subject() + " is " + otherWayRound() + " at the bad end than at the good one";
  }

  private String otherWayRound() {
    return switch (resolved.sought()) {
      case REGRESSION -> "better";
      case IMPROVEMENT -> "worse";
    };
  }

  private String wayOut() {
    String other = resolved.sought().other().word();
    return " Swap the ends, or look for the " + other + ": --find " + other + ".";
  }

  /** The search knows machines by number. */
  private String named(String words) {
    return MACHINE
        .matcher(words)
        .replaceAll(number ->
            Matcher.quoteReplacement(
                "machine " + resolved.machines().get(Integer.parseInt(number.group(1)))));
  }

  private static String capital(String words) {
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private BisectionEnding ending(
      String kind,
      List<Integer> candidates,
      @Nullable Double confidence,
      @Nullable Effect effect,
      String words) {
    return new BisectionEnding(
        kind,
        candidates.stream().map(commits::named).toList(),
        confidence,
        effect == null || resolved.isPassOrFail() ? null : MetricChange.of(effect, scale),
        null,
        null,
        List.of(),
        words);
  }

  private String change(Effect effect) {
    return Words.change(MetricChange.of(effect, scale).view());
  }

  /**
   * Where good is no ancestor of bad, equal ends mean that the change lies on good's side of the
   * merge base.
   */
  private String sideNote() {
    return resolved.good().id().equals(resolved.goodEnd().id())
        ? ""
        : " The good end was the merge base "
            + Words.shortId(resolved.goodEnd().id())
            + ", because good is no ancestor of bad: if good itself is "
            + otherWayRound()
            + ", the change lies between the merge base and good.";
  }

  private static BisectionEnding plain(String kind, String words) {
    return new BisectionEnding(kind, List.of(), null, null, null, null, List.of(), words);
  }
}
