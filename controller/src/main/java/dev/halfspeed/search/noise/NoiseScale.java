package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.Rounding;

/**
 * One way the noise may be. Standard deviations are on the log scale.
 *
 * @param boot between boots of one image without the regression
 * @param layout between images of equal code, the same in each boot of an image
 * @param run between runs in one boot; 0 where no boot has several, and it is part of {@code boot}
 * @param step of rounded values; 0 where they are fine
 * @param spread between the machines' levels
 * @param drift of a machine's level from one stretch of boots to the next
 * @param slowSide how noisy boots with the regression are, as a factor of the others
 * @param outliers part of the boots that something disturbed
 * @param regime which of the changes of regime that the values suggest is believed; 0 for none
 * @param lacking the machine on which the regression does not show, or {@link #NO_MACHINE}
 * @param logPrior log of what is believed of it beforehand
 */
public record NoiseScale(
    double boot,
    double layout,
    double run,
    double step,
    double spread,
    double drift,
    double slowSide,
    double outliers,
    int regime,
    int lacking,
    double logPrior) {
  /** The regression shows on every machine. */
  public static final int NO_MACHINE = -1;

  /** Nothing that is rare, and nothing believed beforehand. */
  public static NoiseScale steady(double boot, double layout, double run, double spread) {
    return new NoiseScale(boot, layout, run, 0, spread, 0, 1, BootNoise.OUTLIERS, 0, NO_MACHINE, 0);
  }

  /**
   * Variance of the mean over that many runs of a boot without the regression, its image given,
   * before the values were rounded.
   */
  double unroundedVariance(int runs) {
    return boot * boot + Math.max(0, run * run - roundingVariance(1)) / runs;
  }

  /** What rounding adds to that where the noise dithers it. */
  double roundingVariance(int runs) {
    double rounding = Rounding.noise(step);
    return rounding * rounding / runs;
  }

  /** Both together. */
  double bootVariance(int runs) {
    return unroundedVariance(runs) + roundingVariance(runs);
  }

  /**
   * The same by the state of its image.
   *
   * @param factor how much noisier than the others its machine is, as a variance
   */
  double bootVariance(int runs, double factor, int state) {
    return unroundedVariance(runs) * factor * varianceFactor(state) + roundingVariance(runs);
  }

  /** Between runs, at least what rounding brings in. */
  public double runNoise() {
    return Math.max(run, Rounding.noise(step));
  }

  /** How much larger the variance of a boot is, by the state of its image: 0 good, 1 bad. */
  double varianceFactor(int state) {
    return state == 0 ? 1 : slowSide * slowSide;
  }

  /** Mean over both sides of the variance of a boot of that many runs. */
  public double meanBootVariance(int runs) {
    return meanUnroundedVariance(runs) + roundingVariance(runs);
  }

  /** The same before the values were rounded. */
  public double meanUnroundedVariance(int runs) {
    return unroundedVariance(runs) * (varianceFactor(0) + varianceFactor(1)) / 2;
  }

  /** Whether machines have other work to do, which disturbs many boots, and several in a row. */
  public boolean isBusy() {
    return outliers > BootNoise.OUTLIERS;
  }

  /** Whether levels move with time. */
  public boolean moves() {
    return drift > 0 || regime > 0;
  }

  public double layoutVariance() {
    return layout * layout;
  }
}
