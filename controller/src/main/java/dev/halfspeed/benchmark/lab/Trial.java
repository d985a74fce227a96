package dev.halfspeed.benchmark.lab;

import dev.halfspeed.benchmark.strategy.Player;
import dev.halfspeed.search.Conclusion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One contestant's bisection in one world.
 *
 * @param seed of the world
 * @param guilty the culprits, the largest first
 * @param setsAreRight whether no test could tell the culprits from others, so that suspects with a
 *     culprit among them are the right answer
 * @param answer the first that was accepted, before any proof
 * @param conclusion how it ended; empty when it failed
 * @param toAnswer what it cost until the answer, or until the end where there was none
 * @param toEnd what it cost in all
 * @param decisionMillis processor time of each decision, in milliseconds
 * @param error what the contestant did wrong
 */
public record Trial(
    long seed,
    List<Integer> guilty,
    boolean setsAreRight,
    Optional<Player.Answer> answer,
    Optional<Conclusion> conclusion,
    Tally toAnswer,
    Tally toEnd,
    List<Double> decisionMillis,
    Optional<String> error) {
  /** With so many culprits, or more, a loss is gradual: nobody could name them all. */
  private static final int GRADUAL = 10;

  /** A stretch is right with so many of them in it: it begins and ends about there. */
  private static final double MOST = 0.5;

  /** The answer before the proof is right; without a culprit: nobody was accepted. */
  public boolean right() {
    if (error.isPresent()) {
      return false;
    }
    return guilty.isEmpty()
        ? answer.isEmpty()
        : answer.map(Player.Answer::suspect).filter(guilty::contains).isPresent()
            || isRightlyGradual()
            || (setsAreRight && contained());
  }

  /** All who were accused in the end are guilty, and somebody was unless nobody is. */
  public boolean rightAfterProof() {
    List<Integer> accused = accused();
    return error.isEmpty()
        && (guilty.isEmpty()
            ? accused.isEmpty()
            : isRightlyGradual() || (!accused.isEmpty() && guilty.containsAll(accused)));
  }

  /** A gradual loss was called that, with most of those who brought it in its stretch. */
  private boolean isRightlyGradual() {
    return guilty.size() >= GRADUAL
        && conclusion
            .filter(Conclusion.Gradual.class::isInstance)
            .map(Conclusion.Gradual.class::cast)
            .filter(gradual ->
                guilty.stream()
                        .filter(each -> each > gradual.after() && each <= gradual.last())
                        .count()
                    >= MOST * guilty.size())
            .isPresent();
  }

  /**
   * The conclusion names a culprit, or a set with one in it; without a culprit: it names nobody.
   */
  public boolean contained() {
    List<Integer> suspects = suspects();
    return suspects.isEmpty()
        ? rightAfterProof()
        : error.isEmpty() && suspects.stream().anyMatch(guilty::contains);
  }

  /** Every culprit was found, and nobody else accused. */
  public boolean allNamed() {
    return rightAfterProof() && (isRightlyGradual() || accused().containsAll(guilty));
  }

  /** Somebody was accused in the end who is innocent. */
  public boolean accusedInnocent() {
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

  /** The commits that the conclusion calls suspects. */
  public List<Integer> suspects() {
    return conclusion
        .filter(Conclusion.Suspects.class::isInstance)
        .map(Conclusion.Suspects.class::cast)
        .map(Conclusion.Suspects::candidates)
        .orElse(List.of());
  }

  /** How it ended, in one word. */
  public String ending() {
    if (conclusion.isEmpty()) {
      return "error";
    }
    return switch (conclusion.get()) {
      case Conclusion.Culprit culprit -> "culprit";
      case Conclusion.Suspects suspects -> "suspects";
      case Conclusion.NotReproduced nothing -> "not-reproduced";
      case Conclusion.EnvironmentShift shift -> "environment-shift";
      case Conclusion.BelowNoiseFloor floor -> "below-noise-floor";
      case Conclusion.Gradual gradual -> "gradual";
      case Conclusion.Exhausted exhausted -> "exhausted";
    };
  }
}
