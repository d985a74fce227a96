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
  private static final double[] LAYOUT_WEIGHTS = {0.65, 0.25, 0.07, 0.03};

  /** Layouts move a kernel benchmark by so much at most, unless boots differ by more anyway. */
  private static final double[] LAYOUT_CEILINGS = {1, 0.02, 0.02, 0.01};

  /**
   * From 0.02 % to 20 % between boots.
   *
   * @param run standard deviation between runs, which the runs of each boot tell by themselves
   */
  static List<NoiseScale> grid(double run) {
    var scales = new ArrayList<NoiseScale>();
    for (int step = 0; step < STEPS; step++) {
      double boot = SMALLEST * Math.pow(10, step * 0.25);
      for (int layout = 0; layout < LAYOUT_RATIOS.length; layout++) {
        if (boot * LAYOUT_RATIOS[layout] > LAYOUT_CEILINGS[layout]) {
          continue;
        }
        scales.add(
            new NoiseScale(
                boot, boot * LAYOUT_RATIOS[layout], run, Math.log(LAYOUT_WEIGHTS[layout] / STEPS)));
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
