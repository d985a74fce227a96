package dev.halfspeed.advise;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Sought;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Puts a conclusion into the lab's names and into words. */
final class Conclusions {
  private final History history;
  private final Lab lab;
  private final Readings readings;
  private final Settings settings;
  private final Sought sought;

  /** Of a session, with what it was asked. */
  Conclusions(History history, Lab lab, Readings readings, Settings settings, Sought sought) {
    this.settings = settings;
    this.sought = sought;
    this.history = history;
    this.lab = lab;
    this.readings = readings;
  }

  /**
   * As an answer; who asked is filled in with each.
   *
   * @param seen the change between the ends as it looks at the end
   * @param boots measured so far
   * @param ends runs of the ends that passed or failed
   */
  Advice.Conclusion of(Conclusion conclusion, Optional<Effect> seen, int boots, EndRuns ends) {
    return switch (conclusion) {
      case Conclusion.Culprit culprit -> culprit(culprit, boots >= settings.maximumBoots());
      case Conclusion.Suspects suspects ->
          new Advice.Conclusion(
              "",
              null,
              "suspects",
              ids(suspects.candidates()),
              suspects.confidence(),
              change(suspects.effect()),
              null,
              null,
              List.of(),
              null,
              null,
              (suspects.candidates().size() == 1
                      ? "It is probably this commit, but that could not be proved: "
                      : "It is one of these commits, and they can't be told apart: ")
                  + history.named(suspects.reason()),
              List.of());
      case Conclusion.NotReproduced nothing ->
          plain(
              "not-reproduced",
              nothing.probability(),
              nothing.effect(),
              notReproduced(nothing, ends));
      case Conclusion.EnvironmentShift shift ->
          plain(
              "environment-shift",
              null,
              seen.orElse(null),
              lab.named(history.named(shift.explanation())));
      case Conclusion.BelowNoiseFloor floor ->
          new Advice.Conclusion(
              "",
              null,
              "below-noise-floor",
              List.of(),
              null,
              change(floor.effect()),
              null,
              null,
              List.of(),
              readings.part(floor.resolvable()),
              floor.isLossSeen() ? floor.bootsNeeded() : null,
              words(floor, ends),
              List.of());
      case Conclusion.Gradual gradual ->
          new Advice.Conclusion(
              "",
              null,
              "gradual",
              Stream.concat(
                      gradual.course().stream().map(Conclusion.Gradual.Part::candidate),
                      Stream.of(gradual.last()))
                  .map(history::id)
                  .toList(),
              null,
              change(gradual.effect()),
              null,
              null,
              List.of(),
              null,
              null,
              words(gradual),
              List.of());
      case Conclusion.Exhausted exhausted ->
          new Advice.Conclusion(
              "",
              null,
              "exhausted",
              ids(exhausted.candidates()),
              exhausted.confidence(),
              change(exhausted.effect()),
              null,
              null,
              List.of(),
              null,
              null,
              "The budget is used up: "
                  + exhausted.budget()
                  + ". Open the session with a larger max_boots to go on.",
              List.of());
    };
  }

  private String words(Conclusion.Gradual gradual) {
    return String.format(
        Locale.ROOT,
        "The %s came bit by bit over the %d commits after %s up to %s, give or take what was not"
            + " measured, and no few of them did it. On the way: %s.",
        sought.word(),
        gradual.last() - gradual.after(),
        gradual.after() < 0 ? "the good end" : history.id(gradual.after()),
        history.id(gradual.last()),
        gradual.course().stream()
            .map(part ->
                String.format(
                    Locale.ROOT,
                    "%s has %.0f %% of it",
                    history.id(part.candidate()),
                    100 * part.measured()))
            .collect(Collectors.joining(", ")));
  }

  private String notReproduced(Conclusion.NotReproduced nothing, EndRuns ends) {
    if (readings instanceof Readings.PassFail && !ends.areBothKnown()) {
      return "There is no "
          + sought.word()
          + ". One of the ends could not be tested, so whether they differ otherwise is not known.";
    }
    return nothing.isImprovement()
        ? otherWayRound(nothing.effect(), ends)
        : "The two ends do not differ.";
  }

  private String words(Conclusion.BelowNoiseFloor floor, EndRuns ends) {
    double resolvable = 100 * readings.part(floor.resolvable());
    return floor.isLossSeen()
        ? String.format(
            Locale.ROOT,
            "The ends differ by too little for this noise: the budget resolves a change of %.2g %%,"
                + " and this one takes about %d boots.",
            resolvable,
            floor.bootsNeeded())
        : String.format(
            Locale.ROOT,
            "No %s is seen between the ends, and one that the noise may hide is smaller than the"
                + " %.2g %% that the budget resolves.%s",
            sought.word(),
            resolvable,
            floor.isImprovement() ? " " + otherWayRound(floor.effect(), ends) : "");
  }

  private String otherWayRound(Effect effect, EndRuns ends) {
    String what =
        switch (readings) {
          case Readings.Metric ignored ->
              String.format(
                  Locale.ROOT,
                  "the metric changed by %+.3g %%",
                  100 * readings.change(effect).fraction());
          case Readings.PassFail ignored -> told(ends);
        };
    return String.format(
        Locale.ROOT,
        "The bad end is %s: %s. Swap good and bad, or look for the %s: open the session"
            + " with \"find\": \"%s\".",
        switch (sought) {
          case REGRESSION -> "better";
          case IMPROVEMENT -> "worse";
        },
        what,
        sought.other().word(),
        sought.other().word());
  }

  /** The reproducer's own failures: the search is given passes for them in an improvement. */
  private String told(EndRuns ends) {
    boolean turned = sought == Sought.IMPROVEMENT;
    return "of its "
        + ends.bad()
        + " runs "
        + (turned ? ends.bad() - ends.badFailed() : ends.badFailed())
        + " failed, of the good end's "
        + ends.good()
        + " runs "
        + (turned ? ends.good() - ends.goodFailed() : ends.goodFailed());
  }

  private Advice.Conclusion culprit(Conclusion.Culprit culprit, boolean spent) {
    Conclusion.Proof proof = culprit.proof();
    return new Advice.Conclusion(
        "",
        null,
        "culprit",
        List.of(history.id(culprit.candidate())),
        culprit.confidence(),
        change(culprit.effect()),
        culprit.share(),
        new Advice.Proof(
            proof.logLikelihoodRatio(),
            proof.culpritBoots(),
            proof.parentBoots(),
            proof.revertRecovered().orElse(null)),
        culprit.others().stream()
            .map(other ->
                new Advice.Step(
                    history.id(other.candidate()),
                    other.confidence(),
                    change(other.effect()),
                    other.share()))
            .toList(),
        null,
        null,
        String.format(
                Locale.ROOT,
                "%s %s: %d fresh boots of it against %d of what was before confirm it.",
                history.id(culprit.candidate()),
                switch (sought) {
                  case REGRESSION -> "is the culprit";
                  case IMPROVEMENT -> "brought the improvement";
                },
                proof.culpritBoots(),
                proof.parentBoots())
            + doubt(culprit, spent)
            + culprit.others().stream()
                .map(other -> further(other) + doubt(other, spent))
                .collect(Collectors.joining()),
        List.of());
  }

  /** A proof, or the budget, may end the search before a culprit is as probable as was asked. */
  private String doubt(Conclusion.Culprit culprit, boolean spent) {
    if (culprit.confidence() >= settings.confidence()) {
      return "";
    }
    // Rounded down, so that it also reads as less.
    return String.format(
        Locale.ROOT,
        " It is stated with %.1f %%, less than the %s %% asked for, since %s.",
        Math.floor(1000 * culprit.confidence()) / 10,
        String.format(Locale.ROOT, "%.4f", 100 * settings.confidence()).replaceAll("\\.?0+$", ""),
        spent
            ? "the budget of " + settings.maximumBoots() + " boots is used up"
            : "its proof ends the search, and boots before it leave room for another commit");
  }

  private String further(Conclusion.Culprit other) {
    return String.format(
        Locale.ROOT,
        " So %s %s, with %.0f %% of the whole change: %d fresh boots of it against %d.",
        switch (sought) {
          case REGRESSION -> "is";
          case IMPROVEMENT -> "did";
        },
        history.id(other.candidate()),
        100 * other.share(),
        other.proof().culpritBoots(),
        other.proof().parentBoots());
  }

  private Advice.Conclusion plain(
      String kind, @Nullable Double confidence, @Nullable Effect effect, String words) {
    return new Advice.Conclusion(
        "",
        null,
        kind,
        List.of(),
        confidence,
        effect == null ? null : change(effect),
        null,
        null,
        List.of(),
        null,
        null,
        words,
        List.of());
  }

  /** A conclusion, to one who asked. */
  static Advice.Conclusion to(
      String session, @Nullable JsonNode id, Advice.Conclusion given, List<String> cancel) {
    return new Advice.Conclusion(
        session,
        id,
        given.kind(),
        given.commits(),
        given.confidence(),
        given.effect(),
        given.share(),
        given.proof(),
        given.others(),
        given.resolvable(),
        given.bootsNeeded(),
        given.words(),
        cancel);
  }

  private Advice.Change change(Effect effect) {
    return readings.change(effect);
  }

  private List<String> ids(List<Integer> candidates) {
    return candidates.stream().map(history::id).toList();
  }
}
