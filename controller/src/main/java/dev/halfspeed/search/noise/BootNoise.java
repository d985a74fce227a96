package dev.halfspeed.search.noise;

import java.util.Arrays;

/**
 * The noise of each measured boot: that of its machine, or, now and then, that of an outlier which
 * something disturbed, or which lies far out, as a run that takes several times as long. How far a
 * boot is taken for one of them depends on the state of its image, 0 good and 1 bad, and is their
 * responsibility, as in a mixture of Gaussians.
 */
public final class BootNoise {
  /** Part of the boots that something disturbed. */
  public static final double OUTLIERS = 0.02;

  /** For so many that were disturbed one lies far out. */
  private static final double FAR_OUT_SHARE = 0.5;

  /** An outlier is that many times as wide as the noise, and at least as {@link #OUTLIER_FLOOR}. */
  public static final double OUTLIER_WIDTH = 6;

  public static final double OUTLIER_FLOOR = 0.1;

  /** Standard deviation of what lies far out: some times more or less. */
  private static final double FAR_OUT = 1.5;

  /** So many disturbances make the metric worse: what else runs on a machine makes it slower. */
  private static final double WORSE = 0.9;

  private static final double LOG_WORSE = Math.log(2 * WORSE);
  private static final double LOG_BETTER = Math.log(2 * (1 - WORSE));

  /** Where outliers are frequent, the next boot after one is one as well, with this chance. */
  private static final double GOES_ON = 0.6;

  /** As if so many boots had shown that a machine is as noisy as the others. */
  private static final double ALIKE = 10;

  /** Log odds below which a boot is no outlier. */
  private static final double SURELY_NOT = -7;

  private static final double FAR_OUT_PRECISION = 1 / (FAR_OUT * FAR_OUT);

  private final int[] machineOf;
  private final double[] variances;
  private final double[] roundings;
  private final double[] steps;
  private final RoundedLikelihood rounded = new RoundedLikelihood();
  private final boolean worseIsLess;
  private final double[] sides;

  /** Part of the boots that are outliers, beforehand; of each boot by what its neighbours are. */
  private final double[] parts;

  private final double[] factors;

  /** Half the log of {@link #inPrecision}: the height of a Gaussian. */
  private final double[][] inHeight;

  /** Log of the weight and height of what lies far out, at each boot. */
  private final double[] farLog;

  /** By state of the image, then by boot. */
  private final double[][] inPrecision;

  private final double[][] outPrecision;

  /** Log of the weight and height of the noise, and of the outliers, at each boot. */
  private final double[][] inLog;

  private final double[][] outLog;

  /** Responsibility of the outlier for each boot, by state of its image; of the far out one too. */
  private final double[][] outlier;

  private final double[][] farOut;

  /** Log of how much an outlier on this side is more frequent than on both together. */
  private final double[][] onSide;

  private final double[][] precision;

  /** How far above its value a boot's weight lies, where that was rounded. */
  private final double[][] pull;

  /** Log of the height of a rounded value's likelihood, where it is no Gaussian's; else 0. */
  private final double[][] roundedLog;

  /** What it costs that the components' weights lie in different places, in nats. */
  private final double[][] apart;

  /**
   * All machines are as noisy as each other at first, and no boot is in doubt.
   *
   * @param machineOf the machine of each boot
   * @param variances the noise's at each boot before rounding, its image given, where that is good
   * @param roundings what rounding adds to each where the noise dithers it
   * @param steps that each value is a multiple of; 0 for none
   * @param badFactor how much larger they are where it is bad
   * @param outliers part of the boots that are outliers
   * @param worseIsLess whether a disturbed boot gives a smaller value
   */
  BootNoise(
      int[] machineOf,
      double[] variances,
      double[] roundings,
      double[] steps,
      double badFactor,
      int machines,
      double outliers,
      boolean worseIsLess) {
    this.worseIsLess = worseIsLess;
    this.machineOf = machineOf;
    this.variances = variances;
    this.roundings = roundings;
    this.steps = steps;
    sides = new double[] {1, badFactor};
    parts = new double[variances.length];
    Arrays.fill(parts, outliers);
    factors = new double[machines];
    Arrays.fill(factors, 1);
    int count = variances.length;
    farLog = new double[count];
    inPrecision = new double[2][count];
    outPrecision = new double[2][count];
    inHeight = new double[2][count];
    inLog = new double[2][count];
    outLog = new double[2][count];
    outlier = new double[2][count];
    farOut = new double[2][count];
    onSide = new double[2][count];
    precision = new double[2][count];
    pull = new double[2][count];
    roundedLog = new double[2][count];
    apart = new double[2][count];
    weigh();
  }

  private void weigh() {
    for (int state = 0; state < 2; state++) {
      if (state == 1 && sides[1] == 1) {
        inPrecision[1] = inPrecision[0];
        outPrecision[1] = outPrecision[0];
        inHeight[1] = inHeight[0];
        inLog[1] = inLog[0];
        outLog[1] = outLog[0];
      } else {
        weigh(state);
      }
    }
  }

  private void weigh(int state) {
    int[] before = new int[factors.length];
    Arrays.fill(before, -1);
    for (int boot = 0; boot < variances.length; boot++) {
      int like = before[machineOf[boot]];
      before[machineOf[boot]] = boot;
      if (like >= 0
          && variances[like] == variances[boot]
          && roundings[like] == roundings[boot]
          && parts[like] == parts[boot]) {
        // As most are: with as many runs as the one before it on its machine.
        inPrecision[state][boot] = inPrecision[state][like];
        outPrecision[state][boot] = outPrecision[state][like];
        inHeight[state][boot] = inHeight[state][like];
        inLog[state][boot] = inLog[state][like];
        outLog[state][boot] = outLog[state][like];
        farLog[boot] = farLog[like];
        continue;
      }
      double variance = unrounded(state, boot) + roundings[boot];
      inPrecision[state][boot] = 1 / variance;
      outPrecision[state][boot] = 1 / wide(variance);
      double far = parts[boot] * FAR_OUT_SHARE;
      inHeight[state][boot] = Math.log(inPrecision[state][boot]) / 2;
      inLog[state][boot] = Math.log1p(-parts[boot] - far) + inHeight[state][boot];
      outLog[state][boot] = Math.log(parts[boot]) + Math.log(outPrecision[state][boot]) / 2;
      farLog[boot] = Math.log(far) + Math.log(FAR_OUT_PRECISION) / 2;
    }
  }

  private double unrounded(int state, int boot) {
    return variances[boot] * factors[machineOf[boot]] * sides[state];
  }

  private static double wide(double variance) {
    return OUTLIER_WIDTH * OUTLIER_WIDTH * variance + OUTLIER_FLOOR * OUTLIER_FLOOR;
  }

  /** Finds the outliers' responsibilities for a boot that is that far from where it should be. */
  void judge(int state, int boot, double rest) {
    if (steps[boot] > 0) {
      double deviation = Math.sqrt(unrounded(state, boot));
      if (RoundedLikelihood.matters(steps[boot], deviation)) {
        judgeRounded(state, boot, rest, deviation);
        return;
      }
      pull[state][boot] = 0;
      roundedLog[state][boot] = 0;
      apart[state][boot] = 0;
    }
    double in = inPrecision[state][boot];
    double out = outPrecision[state][boot];
    double half = rest * rest / 2;
    double side = rest < 0 == worseIsLess ? LOG_WORSE : LOG_BETTER;
    double odds = side + outLog[state][boot] - inLog[state][boot] + half * (in - out);
    double farOdds = side + farLog[boot] - inLog[state][boot] + half * (in - FAR_OUT_PRECISION);
    onSide[state][boot] = side;
    if (odds < SURELY_NOT && farOdds < SURELY_NOT) {
      outlier[state][boot] = 0;
      farOut[state][boot] = 0;
      precision[state][boot] = in;
      return;
    }
    double most = Math.max(0, Math.max(odds, farOdds));
    double usual = Math.exp(-most);
    double one = Math.exp(odds - most);
    double far = Math.exp(farOdds - most);
    double all = usual + one + far;
    outlier[state][boot] = one / all;
    farOut[state][boot] = far / all;
    precision[state][boot] = (usual * in + one * out + far * FAR_OUT_PRECISION) / all;
  }

  /** The same where the noise is too small to dither the steps of the values. */
  private void judgeRounded(int state, int boot, double rest, double deviation) {
    rounded.touch(rest, steps[boot], deviation);
    double in = rounded.precision();
    double top = rounded.pull();
    double height = rounded.log() - inHeight[state][boot];
    double out = outPrecision[state][boot];
    double half = rest * rest / 2;
    double side = rest < 0 == worseIsLess ? LOG_WORSE : LOG_BETTER;
    double inOdds = inLog[state][boot] + height - in * (rest + top) * (rest + top) / 2;
    double odds = side + outLog[state][boot] - half * out - inOdds;
    double farOdds = side + farLog[boot] - half * FAR_OUT_PRECISION - inOdds;
    onSide[state][boot] = side;
    roundedLog[state][boot] = height;
    if (odds < SURELY_NOT && farOdds < SURELY_NOT) {
      outlier[state][boot] = 0;
      farOut[state][boot] = 0;
      precision[state][boot] = in;
      pull[state][boot] = top;
      apart[state][boot] = 0;
      return;
    }
    double most = Math.max(0, Math.max(odds, farOdds));
    double usual = Math.exp(-most);
    double one = Math.exp(odds - most);
    double far = Math.exp(farOdds - most);
    double all = usual + one + far;
    usual /= all;
    outlier[state][boot] = one / all;
    farOut[state][boot] = far / all;
    double weight = usual * in;
    double whole = weight + (one * out + far * FAR_OUT_PRECISION) / all;
    precision[state][boot] = whole;
    pull[state][boot] = weight * top / whole;
    apart[state][boot] = weight * (1 - weight / whole) * top * top / 2;
  }

  /**
   * Where outliers are frequent they come in bursts: a boot beside one on its machine is one more
   * probably than others are.
   *
   * @param bad the probability that each boot's image is bad
   */
  void expectBursts(double[] bad) {
    int[] last = new int[factors.length];
    Arrays.fill(last, -1);
    double[] beside = new double[parts.length];
    for (int boot = 0; boot < parts.length; boot++) {
      int before = last[machineOf[boot]];
      last[machineOf[boot]] = boot;
      if (before >= 0) {
        beside[boot] = Math.max(beside[boot], outlier(before, bad[before]));
        beside[before] = Math.max(beside[before], outlier(boot, bad[boot]));
      }
    }
    for (int boot = 0; boot < parts.length; boot++) {
      // In coarse steps, so that most boots share their precomputed figures.
      double near = beside[boot] < 0.05 ? 0 : Math.rint(20 * beside[boot]) / 20;
      parts[boot] += near * (GOES_ON - parts[boot]);
    }
    weigh();
  }

  private double outlier(int boot, double bad) {
    return (1 - bad) * outlier(0, boot) + bad * outlier(1, boot);
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
  double variance(int state, int boot) {
    return variances[boot] * sides[state] + roundings[boot];
  }

  /** How much noisier than the others a machine is, as a variance; 1 where it is new. */
  double factor(int machine) {
    return machine < factors.length ? factors[machine] : 1;
  }

  /** The responsibility for a boot of what is not the usual noise, from 0 to 1. */
  double outlier(int state, int boot) {
    return outlier[state][boot] + farOut[state][boot];
  }

  /**
   * The weight of a boot, given how far it is an outlier; as if it were none before it is judged.
   */
  double precision(int state, int boot) {
    double known = precision[state][boot];
    return known > 0 ? known : inPrecision[state][boot];
  }

  /** How far above a boot's value its weight lies: where its true value is likely to be. */
  double pull(int state, int boot) {
    return pull[state][boot];
  }

  /** What a boot's noise adds to the log evidence besides its square, in nats. */
  double log(int state, int boot) {
    double out = outlier[state][boot];
    double far = farOut[state][boot];
    double usualLog = inLog[state][boot] + roundedLog[state][boot];
    if (out == 0 && far == 0) {
      return usualLog;
    }
    double usual = Math.max(0, 1 - out - far);
    return part(usual, usualLog)
        + part(out, outLog[state][boot] + onSide[state][boot])
        + part(far, farLog[boot] + onSide[state][boot])
        - apart[state][boot];
  }

  /** What a component adds by its responsibility: its height, and its part of the entropy. */
  private static double part(double q, double log) {
    return q < 1e-12 ? 0 : q * (log - Math.log(q));
  }
}
