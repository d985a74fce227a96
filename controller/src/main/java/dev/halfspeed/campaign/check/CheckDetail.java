package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.CommitLine;
import dev.halfspeed.campaign.bisection.Resolved;
import dev.halfspeed.core.Experiment;
import java.util.Map;

/**
 * What a check's request came to: kept with it, as {@link Resolved} is with a bisection.
 *
 * @param version of this record's format
 * @param settings digest of all that decides what is built and measured, but for the compiler
 * @param config the configuration for people
 * @param baseline the check whose boots this one's are compared with; empty for a whole check
 */
record CheckDetail(
    int version,
    CommitLine commit,
    String recipe,
    Map<String, String> parameters,
    String metric,
    String metricUnit,
    boolean higherIsBetter,
    String config,
    String settings,
    String baseline) {
  static final int VERSION = 1;

  /** What its boots can be compared by. */
  Experiment experiment() {
    return new Experiment(recipe, parameters, config);
  }

  static CheckDetail of(KnownGood kernel, String baseline) {
    return new CheckDetail(
        VERSION,
        kernel.commit(),
        kernel.recipe().name(),
        Map.copyOf(kernel.plan().parameters()),
        kernel.metric().name(),
        kernel.metric().unit(),
        kernel.metric().higherIsBetter(),
        kernel.configWords(),
        kernel.settings(),
        baseline);
  }
}
