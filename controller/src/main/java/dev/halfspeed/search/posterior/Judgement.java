package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Revision;
import java.util.Optional;

/** What the boots say about the cells of a partition, and about the reproducer. */
public sealed interface Judgement permits MetricJudgement, PassFailJudgement {
  /** Posterior probability of each cell; with {@link #none} they sum to 1. Not to be changed. */
  double[] masses();

  /** Posterior probability that there is no regression. */
  double none();

  /** The change from good to bad, without any prior; empty while an end was not measured. */
  Optional<Effect> effect();

  /** Typical standard deviation of a boot of one run on the log scale; 0 while unknown. */
  double noise();

  /** What one more boot on a machine would say. */
  Channel channel(int machine, int runs);

  /** What a boot of one run would say on a machine where the regression shows. */
  default Channel channel() {
    return channel(showing(), 1);
  }

  /**
   * How probable each outcome of a boot is under each hypothesis, where outcomes are counted; empty
   * for numbers, of which the {@link #channel} tells enough.
   */
  Optional<OutcomeTable> outcomes(int runs);

  /** The first machine on which the regression probably shows. */
  int showing();

  /**
   * The fresh boots of a suspect against one of its parents.
   *
   * @param noise whose noise to use: this one's, or of a judgement of the same boots that takes the
   *     suspect for known, so that a further culprit is not taken for noise
   */
  StepTest step(Revision culprit, Revision parent, Judgement noise);

  /** The bad end against itself with a candidate taken back: another step of the same size. */
  StepTest revertStep(int candidate, Judgement noise);

  /**
   * Fresh boots of two revisions that should differ by one culprit.
   *
   * @param logRatio natural log of the evidence for a step against none
   * @param effect the step
   */
  record StepTest(double logRatio, Effect effect) {
    /** Nothing to compare yet. */
    static StepTest unknown() {
      return new StepTest(0, Effect.UNKNOWN);
    }
  }
}
