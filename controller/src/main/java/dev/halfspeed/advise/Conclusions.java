package dev.halfspeed.advise;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Puts a conclusion into the lab's names and into words. */
final class Conclusions {
  private final History history;
  private final Lab lab;
  private final Readings readings;
  private final double asked;

  Conclusions(History history, Lab lab, Readings readings, double asked) {
    this.asked = asked;
    this.history = history;
    this.lab = lab;
    this.readings = readings;
  }

  /**
   * As an answer; who asked is filled in with each.
   *
   * @param seen the change between the ends as it looks at the end
   */
  Answer.Conclusion of(Conclusion conclusion, Optional<Effect> seen) {
    return switch (conclusion) {
      case Conclusion.Culprit culprit -> culprit(culprit);
      case Conclusion.Suspects suspects ->
          new Answer.Conclusion(
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
              nothing.isImprovement() ? improved(nothing) : "The two ends do not differ.");
      case Conclusion.EnvironmentShift shift ->
          plain(
              "environment-shift",
              null,
              seen.orElse(null),
              lab.named(history.named(shift.explanation())));
      case Conclusion.BelowNoiseFloor floor ->
          new Answer.Conclusion(
              "",
              null,
              "below-noise-floor",
              List.of(),
              null,
              change(floor.effect()),
              null,
              null,
              List.of(),
              readings.loss(floor.resolvable()),
              floor.bootsNeeded(),
              String.format(
                  Locale.ROOT,
                  "The ends differ by too little for this noise: the budget resolves a loss of"
                      + " %.2g %%, and this one takes about %d boots.",
                  100 * readings.loss(floor.resolvable()),
                  floor.bootsNeeded()),
              List.of());
      case Conclusion.Exhausted exhausted ->
          new Answer.Conclusion(
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

  private String improved(Conclusion.NotReproduced nothing) {
    return String.format(
        Locale.ROOT,
        "The bad end is better: %s by %+.3g %%. Swap good and bad if they were mixed up; to find what"
            + " made it better, open the session with \"better\" the other way round.",
        readings instanceof Readings.PassFail ? "runs pass more often" : "the metric changed",
        100 * readings.change(nothing.effect()).fraction());
  }

  private Answer.Conclusion culprit(Conclusion.Culprit culprit) {
    Conclusion.Proof proof = culprit.proof();
    return new Answer.Conclusion(
        "",
        null,
        "culprit",
        List.of(history.id(culprit.candidate())),
        culprit.confidence(),
        change(culprit.effect()),
        culprit.share(),
        new Answer.Proof(
            proof.logLikelihoodRatio(),
            proof.culpritBoots(),
            proof.parentBoots(),
            proof.revertRecovered().orElse(null)),
        culprit.others().stream()
            .map(other ->
                new Answer.Step(
                    history.id(other.candidate()),
                    other.confidence(),
                    change(other.effect()),
                    other.share()))
            .toList(),
        null,
        null,
        String.format(
                Locale.ROOT,
                "%s is the culprit: %d fresh boots of it against %d of what was before confirm it.",
                history.id(culprit.candidate()),
                proof.culpritBoots(),
                proof.parentBoots())
            + doubt(culprit.confidence())
            + culprit.others().stream().map(this::further).collect(Collectors.joining()),
        List.of());
  }

  /** A proof may end the search before the culprit is as probable as was asked. */
  private String doubt(double confidence) {
    return confidence >= asked
        ? ""
        : String.format(
            Locale.ROOT,
            " It is the culprit with a probability of %.3g %%, less than the %.6g %% asked for.",
            100 * confidence,
            100 * asked);
  }

  private String further(Conclusion.Culprit other) {
    return String.format(
        Locale.ROOT,
        " So is %s, with %.0f %% of the whole change: %d fresh boots of it against %d.",
        history.id(other.candidate()),
        100 * other.share(),
        other.proof().culpritBoots(),
        other.proof().parentBoots());
  }

  private Answer.Conclusion plain(
      String kind, @Nullable Double confidence, @Nullable Effect effect, String words) {
    return new Answer.Conclusion(
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

  /**
   * The end of a session in which no machine can do anything more.
   *
   * @param effect as far as it is known
   */
  Answer.Conclusion stuck(
      List<Integer> candidates, double confidence, Optional<Effect> effect, String why) {
    return new Answer.Conclusion(
        "",
        null,
        "suspects",
        ids(candidates),
        confidence,
        effect.map(this::change).orElse(null),
        null,
        null,
        List.of(),
        null,
        null,
        "No machine of this session can do anything more: " + history.named(why),
        List.of());
  }

  /** The same, to one who asked. */
  static Answer.Conclusion to(
      String session, @Nullable JsonNode id, Answer.Conclusion given, List<String> cancel) {
    return new Answer.Conclusion(
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

  private Answer.Change change(Effect effect) {
    return readings.change(effect);
  }

  private List<String> ids(List<Integer> candidates) {
    return candidates.stream().map(history::id).toList();
  }
}
