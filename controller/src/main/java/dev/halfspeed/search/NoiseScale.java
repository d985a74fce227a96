package dev.halfspeed.search;

/**
 * One way the noise may be. Standard deviations are on the log scale.
 *
 * @param boot between boots of one image
 * @param layout between images of equal code, the same in each boot of an image
 * @param run between runs in one boot; 0 where no boot has several, and it is part of {@code boot}
 * @param spread between the machines' levels
 * @param drift of a machine's level from one stretch of boots to the next
 * @param lacking the machine on which the regression does not show, or {@link #NO_MACHINE}
 * @param logPrior log of what is believed of it beforehand
 */
record NoiseScale(
    double boot,
    double layout,
    double run,
    double spread,
    double drift,
    int lacking,
    double logPrior) {
  /** The regression shows on every machine. */
  static final int NO_MACHINE = -1;

  /** Variance of a boot's mean over that many runs, its image given. */
  double bootVariance(int runs) {
    return boot * boot + run * run / runs;
  }

  double layoutVariance() {
    return layout * layout;
  }
}
