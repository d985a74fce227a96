package dev.halfspeed.search;

import java.util.HashMap;
import java.util.Map;

/** How much one more boot says, at the effect and the noise believed now. */
final class InformationYield {
  private static final int STEPS = 64;
  private static final double LARGEST_LOG_ODDS = 8;

  private final Posterior posterior;
  private final double levelVariance;
  private final int runs;
  private final Map<Integer, double[]> tables = new HashMap<>();
  private final Map<Integer, Double> separations = new HashMap<>();

  InformationYield(Posterior posterior, int machine, int runs) {
    this.posterior = posterior;
    double contrast = posterior.repeatDeviation() / 2;
    levelVariance =
        Math.max(
            posterior.levelVariance(machine),
            Double.isInfinite(contrast) ? 0 : contrast * contrast);
    this.runs = runs;
  }

  /**
   * Expected bits of a boot of an image that was booted so many times before.
   *
   * @param p probability that the image is bad
   */
  double bits(double p, int bootsBefore) {
    if (p <= 0 || p >= 1) {
      return 0;
    }
    double[] table = tables.computeIfAbsent(bootsBefore, this::tabulate);
    double place = Math.min(1, 2 / Math.PI * Math.asin(Math.sqrt(p))) * STEPS;
    int left = Math.min((int) place, STEPS - 1);
    double across = place - left;
    return table[left] * (1 - across) + table[left + 1] * across;
  }

  private double[] tabulate(int bootsBefore) {
    double[] table = new double[STEPS + 1];
    for (Posterior.Weighted each : posterior.scales()) {
      double d = separation(each.scale(), bootsBefore);
      for (int step = 1; step < STEPS; step++) {
        double sine = Math.sin(step * Math.PI / 2 / STEPS);
        table[step] += each.probability() * InformationTable.bits(sine * sine, d);
      }
    }
    return table;
  }

  /** d of the next boot: what it adds to the boots that the image has over those before. */
  private double separation(NoiseScale scale, int bootsBefore) {
    double boot = scale.bootVariance(runs);
    // Neither the layout nor a doubt about the levels goes away with more boots of one image.
    double lasting = scale.layoutVariance() + levelVariance;
    double precision = 1 / (lasting + boot / (bootsBefore + 1));
    if (bootsBefore > 0) {
      precision -= 1 / (lasting + boot / bootsBefore);
    }
    return posterior.effectSize() * Math.sqrt(Math.max(0, precision));
  }

  /** Typical d of the next boot, for draws of its outcome. */
  double separation(int bootsBefore) {
    return separations.computeIfAbsent(
        bootsBefore,
        before ->
            posterior.scales().stream()
                .mapToDouble(
                    each -> each.probability() * Math.min(20, separation(each.scale(), before)))
                .sum());
  }

  /** Log odds that an outcome brings, kept within what an outlier leaves of it. */
  static double logOdds(double d, double outcome) {
    double odds = d * (outcome - d / 2);
    return Math.max(-LARGEST_LOG_ODDS, Math.min(LARGEST_LOG_ODDS, odds));
  }
}
