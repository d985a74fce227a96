package dev.halfspeed.search;

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

  /** r* = sqrt(boot time / run time * run variance / boot variance): most precision per second. */
  static int perBoot(Posterior posterior, Slot.Costs costs) {
    if (posterior.observations().boots().size() < FIRST_BOOTS
        || (posterior.effect().isPresent() && posterior.effectSize() > CLEAR * posterior.noise())) {
      return 1;
    }
    double ratio = 1;
    if (posterior.observations().severalRuns()) {
      ratio =
          posterior.scales().stream()
              .mapToDouble(
                  each -> each.probability() * Math.log(each.scale().run() / each.scale().boot()))
              .sum();
      ratio = Math.exp(2 * ratio);
    }
    double time = costs.bootSeconds() / Math.max(costs.runSeconds(), 1e-3);
    return Math.clamp(Math.round(Math.sqrt(time * ratio)), 1, MOST);
  }
}
