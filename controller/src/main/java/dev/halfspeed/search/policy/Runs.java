package dev.halfspeed.search.policy;

import dev.halfspeed.search.Slot;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.posterior.MetricJudgement;
import dev.halfspeed.search.posterior.Posterior;

/** How often the reproducer runs in one boot. */
final class Runs {
  private static final int MOST = 5;

  /** Where the effect is that many boot noises large, a second run says nothing. */
  private static final double CLEAR = 8;

  /**
   * Before that many boots the noise is not known, and one run a boot tells soonest how large the
   * effect is.
   */
  private static final int FIRST_BOOTS = 4;

  private Runs() {}

  /** As many as bring most information per second. */
  static int perBoot(Posterior posterior, Slot.Costs costs) {
    return posterior
        .metric()
        .map(metric -> ofMetric(posterior.observations(), metric, costs))
        .orElseGet(() -> ofVerdicts(posterior, costs));
  }

  /** r* = sqrt(boot time / run time * run variance / boot variance): most precision per second. */
  private static int ofMetric(Observations observations, MetricJudgement metric, Slot.Costs costs) {
    if (observations.boots().size() < FIRST_BOOTS
        || (metric.effect().isPresent() && metric.effectBelief().size() > CLEAR * metric.noise())) {
      return 1;
    }
    double ratio =
        observations.severalRuns() ? Math.exp(2 * metric.noiseBelief().logRunRatio()) : 1;
    double time = costs.bootSeconds() / Math.max(costs.runSeconds(), 1e-3);
    return Math.clamp(Math.round(Math.sqrt(time * ratio)), 1, MOST);
  }

  private static int ofVerdicts(Posterior posterior, Slot.Costs costs) {
    int best = 1;
    double most = 0;
    for (int runs = 1; runs <= MOST; runs++) {
      double bits = posterior.judgement().channel(0, runs).bits(0.5, 0);
      double seconds = Math.max(1e-3, costs.bootSeconds() + runs * costs.runSeconds());
      if (bits / seconds > most) {
        most = bits / seconds;
        best = runs;
      }
    }
    return best;
  }
}
