package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.List;

/**
 * One way the noise may be, as standard deviations on the log scale.
 *
 * @param boot between boots of one image
 * @param layout between images of equal code, the same in each boot of an image
 * @param run between runs in one boot; 0 where no boot has several, and it is part of {@code boot}
 * @param logPrior log of what is believed of it beforehand
 */
record NoiseScale(double boot, double layout, double run, double logPrior) {
  private static final double SMALLEST = 0.0002;
  private static final int STEPS = 13;
  private static final double[] LAYOUT_RATIOS = {0, 0.5, 1.5, 5};
  private static final double[] LAYOUT_WEIGHTS = {0.45, 0.3, 0.15, 0.1};
  private static final double[] RUN_RATIOS = {0.2, 0.6, 1.8, 5.4};

  /** From 0.02 % to 20 % between boots; run noise apart only where several runs tell it apart. */
  static List<NoiseScale> grid(boolean severalRuns) {
    double[] runs = severalRuns ? RUN_RATIOS : new double[] {0};
    var scales = new ArrayList<NoiseScale>();
    for (int step = 0; step < STEPS; step++) {
      double boot = SMALLEST * Math.pow(10, step * 0.25);
      for (int layout = 0; layout < LAYOUT_RATIOS.length; layout++) {
        for (double run : runs) {
          scales.add(
              new NoiseScale(
                  boot,
                  boot * LAYOUT_RATIOS[layout],
                  boot * run,
                  Math.log(LAYOUT_WEIGHTS[layout] / STEPS / runs.length)));
        }
      }
    }
    return List.copyOf(scales);
  }

  /** Variance of a boot's mean over that many runs, its image given. */
  double bootVariance(int runs) {
    return boot * boot + run * run / runs;
  }

  double layoutVariance() {
    return layout * layout;
  }
}
