package dev.halfspeed.search;

import java.util.Arrays;

/**
 * The noise of each measured boot: that of its machine, or, once in fifty boots, that of an outlier
 * which something disturbed. How far a boot is taken for an outlier depends on the state of its
 * image, 0 good and 1 bad, and is its responsibility, as in a mixture of two Gaussians.
 */
final class BootNoise {
  /** Part of the boots that something disturbed. */
  static final double OUTLIERS = 0.02;

  /** An outlier is that many times as wide as the noise, and at least as {@link #OUTLIER_FLOOR}. */
  static final double OUTLIER_WIDTH = 6;

  static final double OUTLIER_FLOOR = 0.1;

  /** As if so many boots had shown that a machine is as noisy as the others. */
  private static final double ALIKE = 10;

  /** Log odds below which a boot is no outlier. */
  private static final double SURELY_NOT = -7;

  private final int[] machineOf;
  private final double[] variances;
  private final double logOutliers;
  private final double logOthers;
  private final double[] factors;
  private final double[] inPrecision;
  private final double[] outPrecision;

  /** Log of the weight and height of the noise, and of the outliers, at each boot. */
  private final double[] inLog;

  private final double[] outLog;

  /** Responsibility of the outlier for each boot, by state of its image. */
  private final double[][] outlier;

  private final double[][] precision;

  /**
   * All machines are as noisy as each other at first, and no boot is in doubt.
   *
   * @param machineOf the machine of each boot
   * @param variances the noise's at each boot, its image given
   * @param outliers part of the boots that are outliers
   */
  BootNoise(int[] machineOf, double[] variances, int machines, double outliers) {
    this.machineOf = machineOf;
    this.variances = variances;
    logOutliers = Math.log(outliers);
    logOthers = Math.log1p(-outliers);
    factors = new double[machines];
    Arrays.fill(factors, 1);
    int count = variances.length;
    inPrecision = new double[count];
    outPrecision = new double[count];
    inLog = new double[count];
    outLog = new double[count];
    outlier = new double[2][count];
    precision = new double[2][count];
    weigh();
  }

  private void weigh() {
    int[] before = new int[factors.length];
    Arrays.fill(before, -1);
    for (int boot = 0; boot < variances.length; boot++) {
      int like = before[machineOf[boot]];
      before[machineOf[boot]] = boot;
      if (like >= 0 && variances[like] == variances[boot]) {
        // As most are: with as many runs as the one before it on its machine.
        inPrecision[boot] = inPrecision[like];
        outPrecision[boot] = outPrecision[like];
        inLog[boot] = inLog[like];
        outLog[boot] = outLog[like];
        continue;
      }
      double variance = variances[boot] * factors[machineOf[boot]];
      inPrecision[boot] = 1 / variance;
      outPrecision[boot] = 1 / wide(variance);
      inLog[boot] = logOthers + Math.log(inPrecision[boot]) / 2;
      outLog[boot] = logOutliers + Math.log(outPrecision[boot]) / 2;
    }
  }

  private static double wide(double variance) {
    return OUTLIER_WIDTH * OUTLIER_WIDTH * variance + OUTLIER_FLOOR * OUTLIER_FLOOR;
  }

  /** Finds the outlier's responsibility for a boot that is that far from where it should be. */
  void judge(int state, int boot, double rest) {
    double logOdds =
        outLog[boot] - inLog[boot] + rest * rest * (inPrecision[boot] - outPrecision[boot]) / 2;
    double out = logOdds < SURELY_NOT ? 0 : 1 / (1 + Math.exp(-logOdds));
    outlier[state][boot] = out;
    precision[state][boot] = (1 - out) * inPrecision[boot] + out * outPrecision[boot];
  }

  /**
   * Learns how much noisier than the others each machine is; the geometric mean over machines is 1.
   *
   * @param squares sum over the boots of a machine of squared rests, in variances
   * @param counts how many boots those are
   */
  void compareMachines(double[] squares, double[] counts) {
    double mean = 0;
    for (int machine = 0; machine < factors.length; machine++) {
      double excess = squares[machine] / Math.max(counts[machine], 1e-9);
      double others = 0;
      double number = 0;
      for (int other = 0; other < factors.length; other++) {
        others += squares[other];
        number += counts[other];
      }
      double usual = Math.max(others / Math.max(number, 1e-9), 1e-9);
      factors[machine] = (ALIKE + counts[machine] * excess / usual) / (ALIKE + counts[machine]);
      mean += Math.log(factors[machine]) / factors.length;
    }
    for (int machine = 0; machine < factors.length; machine++) {
      factors[machine] = Math.clamp(factors[machine] / Math.exp(mean), 0.1, 25);
    }
    weigh();
  }

  /** The noise's variance at a boot if its machine were as noisy as the others. */
  double variance(int boot) {
    return variances[boot];
  }

  /** How much noisier than the others a machine is, as a variance; 1 where it is new. */
  double factor(int machine) {
    return machine < factors.length ? factors[machine] : 1;
  }

  /** The outlier's responsibility for a boot, from 0 to 1. */
  double outlier(int state, int boot) {
    return outlier[state][boot];
  }

  /**
   * The weight of a boot, given how far it is an outlier; as if it were none before it is judged.
   */
  double precision(int state, int boot) {
    double known = precision[state][boot];
    return known > 0 ? known : inPrecision[boot];
  }

  /** What a boot's noise adds to the log evidence besides its square, in nats. */
  double log(int state, int boot) {
    double out = outlier[state][boot];
    return out == 0 ? inLog[boot] : (1 - out) * inLog[boot] + out * outLog[boot] + doubt(out);
  }

  /** Entropy of a responsibility, in nats. */
  private static double doubt(double q) {
    return q < 1e-12 || q > 1 - 1e-12 ? 0 : -q * Math.log(q) - (1 - q) * Math.log(1 - q);
  }
}
