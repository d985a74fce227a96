package dev.halfspeed.sim;

import dev.halfspeed.search.Conclusion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One contestant's bisection in one world.
 *
 * @param seed of the world
 * @param guilty the culprits, the largest first
 * @param answer the first that was accepted, before any proof
 * @param conclusion how it ended; empty when it failed
 * @param toAnswer what it cost until the answer, or until the end where there was none
 * @param toEnd what it cost in all
 * @param decisionMillis processor time of each decision, in milliseconds
 * @param error what the contestant did wrong
 */
record Trial(
    long seed,
    List<Integer> guilty,
    Optional<Player.Answer> answer,
    Optional<Conclusion> conclusion,
    Tally toAnswer,
    Tally toEnd,
    List<Double> decisionMillis,
    Optional<String> error) {

  /** The answer before the proof is right; without a culprit: nobody was accepted. */
  boolean right() {
    if (error.isPresent()) {
      return false;
    }
    return guilty.isEmpty()
        ? answer.isEmpty()
        : answer.map(Player.Answer::suspect).filter(guilty::contains).isPresent();
  }

  /** All who were accused in the end are guilty, and somebody was unless nobody is. */
  boolean rightAfterProof() {
    List<Integer> accused = accused();
    return error.isEmpty()
        && (guilty.isEmpty()
            ? accused.isEmpty()
            : !accused.isEmpty() && guilty.containsAll(accused));
  }

  /** Every culprit was found, and nobody else accused. */
  boolean allNamed() {
    return rightAfterProof() && accused().containsAll(guilty);
  }

  /** Somebody was accused in the end who is innocent. */
  boolean accusedInnocent() {
    return !guilty.containsAll(accused());
  }

  /** The commits that the conclusion calls culprits. */
  List<Integer> accused() {
    return conclusion
        .filter(Conclusion.Culprit.class::isInstance)
        .map(Conclusion.Culprit.class::cast)
        .map(main ->
            Stream.concat(Stream.of(main), main.others().stream())
                .map(Conclusion.Culprit::candidate)
                .toList())
        .orElse(List.of());
  }

  /** How it ended, in one word. */
  String ending() {
    if (conclusion.isEmpty()) {
      return "error";
    }
    return switch (conclusion.get()) {
      case Conclusion.Culprit culprit -> "culprit";
      case Conclusion.Suspects suspects -> "suspects";
      case Conclusion.NotReproduced nothing -> "not-reproduced";
      case Conclusion.EnvironmentShift shift -> "environment-shift";
      case Conclusion.BelowNoiseFloor floor -> "below-noise-floor";
      case Conclusion.Exhausted exhausted -> "exhausted";
    };
  }
}
