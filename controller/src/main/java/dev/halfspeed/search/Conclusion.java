package dev.halfspeed.search;

import java.util.List;
import java.util.Optional;

/** How a bisection ends. */
public sealed interface Conclusion {

  /**
   * One commit made the metric worse, and that was proved with fresh boots.
   *
   * @param candidate its number
   * @param confidence the posterior probability that it is this one, with the proof's boots counted
   *     in
   * @param effect the change from its parents to it
   * @param share this step's part of the whole change between the ends, 1 when it explains all of
   *     it
   * @param others further culprits in the range, each proved too, in the order in which they were
   *     found
   */
  record Culprit(
      int candidate,
      double confidence,
      Effect effect,
      double share,
      Proof proof,
      List<Culprit> others)
      implements Conclusion {
    public Culprit {
      others = List.copyOf(others);
    }
  }

  /**
   * One of these, and no test that is possible tells them apart.
   *
   * @param candidates their numbers, the most probable first
   * @param confidence the posterior probability that it is one of them
   * @param reason why the set is no smaller
   */
  record Suspects(List<Integer> candidates, double confidence, Effect effect, String reason)
      implements Conclusion {}

  /**
   * The ends do not differ.
   *
   * @param probability that there is no regression between the ends
   * @param effect the difference that was seen, with its interval
   * @param isImprovement whether the bad end is better for certain: the ends may be mixed up
   */
  record NotReproduced(double probability, Effect effect, boolean isImprovement)
      implements Conclusion {}

  /** The metric moved with time, not with the commit. */
  record EnvironmentShift(String explanation) implements Conclusion {}

  /**
   * The ends may differ, but by too little for the noise and the budget.
   *
   * @param resolvable the smallest loss that the budget could resolve, on the log scale, positive
   * @param bootsNeeded boots that the effect seen would take; says nothing where that is no loss
   */
  record BelowNoiseFloor(Effect effect, double resolvable, int bootsNeeded) implements Conclusion {
    /** Whether the bad end looks worse at all: where not, a loss may still hide in the noise. */
    public boolean isLossSeen() {
      return effect.log() < 0;
    }

    /** Whether the bad end is better for certain: the ends may be mixed up. */
    public boolean isImprovement() {
      return effect.low() > 0;
    }
  }

  /** The budget is used up. */
  record Exhausted(List<Integer> candidates, double confidence, Effect effect, String budget)
      implements Conclusion {}

  /**
   * The metric changed bit by bit, over a stretch of commits, and no few of them did it.
   *
   * @param after the last commit before the stretch, -1 for the good end
   * @param last the last commit of the stretch
   * @param effect the change over the whole stretch, with its interval
   * @param course what was measured within, in the order of the history
   */
  record Gradual(int after, int last, Effect effect, List<Part> course) implements Conclusion {
    public Gradual {
      course = List.copyOf(course);
    }

    /**
     * One commit within the stretch.
     *
     * @param contained part of the stretch's commits that are in it
     * @param measured part of the whole change that it has
     */
    public record Part(int candidate, double contained, double measured) {}
  }

  /**
   * Fresh boots of the culprit against its parents.
   *
   * @param logLikelihoodRatio natural log of the evidence for the step against none (SPRT)
   * @param culpritBoots fresh boots of the culprit
   * @param parentBoots fresh boots of its parents
   * @param revertRecovered the part of the effect that taking the culprit back on the bad end
   *     recovered; empty where the revert does not apply, build or boot
   */
  record Proof(
      double logLikelihoodRatio,
      int culpritBoots,
      int parentBoots,
      Optional<Double> revertRecovered) {}
}
