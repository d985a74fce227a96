package dev.halfspeed.benchmark.world;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a round of boots, one a machine, can tell at most: the capacity of the channel from the part
 * of the chain that holds the culprit to the figures of all boots of the round, maximised over
 * where the boots stand. W boots cut a chain into W + 1 parts, and those on the culprit's bad side
 * are slower by d of their standard deviations. Without noise it is log2(W + 1).
 *
 * <p>By the algorithm of Blahut and Arimoto (1972) over drawn noise, always the same; what comes
 * out is the upper one of its two bounds.
 */
final class RoundCapacity {
  private static final int MOST_DRAWS = 30_000;
  private static final int LEAST_DRAWS = 100;

  /** What is kept of all draws: 8 bytes each. */
  private static final int MOST_RATIOS = 600_000;

  private static final int MOST_MACHINES = 64;
  private static final int MOST_ROUNDS = 500;
  private static final double PRECISION = 1e-3;
  private static final long SEED = 20_240_611;

  private RoundCapacity() {}

  /**
   * In bits; of more machines than {@value #MOST_MACHINES} the least of what they could tell
   * without noise, and each alone.
   *
   * @param machines W
   * @param effect d, the loss as a multiple of the standard deviation of one boot
   */
  static double of(int machines, double effect) {
    int parts = machines + 1;
    if (machines > MOST_MACHINES) {
      return Math.min(
          machines * InformationLimit.gaussianInformation(effect), Math.log(parts) / Math.log(2));
    }
    double[][][] ratios = likelihoodRatios(parts, effect);
    double[] shares = IntStream.range(0, parts).mapToDouble(part -> 1.0 / parts).toArray();
    double upper = Double.POSITIVE_INFINITY;
    double lower = 0;
    for (int round = 0; round < MOST_ROUNDS && upper - lower > PRECISION; round++) {
      double[] now = shares;
      double[] divergences =
          Arrays.stream(ratios).mapToDouble(draws -> divergence(draws, now)).toArray();
      double[] better =
          IntStream.range(0, parts)
              .mapToDouble(part -> now[part] * Math.exp(divergences[part]))
              .toArray();
      double sum = Arrays.stream(better).sum();
      upper = Math.min(upper, Arrays.stream(divergences).max().orElseThrow());
      lower = Math.log(sum);
      shares = Arrays.stream(better).map(share -> share / sum).toArray();
    }
    return upper / Math.log(2);
  }

  /** From the figures, when the culprit is in one part, to those of the mixture of all; nats. */
  private static double divergence(double[][] ratios, double[] shares) {
    double sum = 0;
    for (double[] draw : ratios) {
      double mixture = 0;
      for (int other = 0; other < shares.length; other++) {
        mixture += shares[other] * draw[other];
      }
      sum -= Math.log(mixture);
    }
    return sum / ratios.length;
  }

  /**
   * For each part, and each draw of the figures when the culprit is there: how probable they are
   * with the culprit in each other part, as a multiple of that in this one. Two parts differ only
   * by the boots between them.
   */
  private static double[][][] likelihoodRatios(int parts, double effect) {
    var random = new SplittableRandom(SEED);
    int draws = Math.clamp(MOST_RATIOS / ((long) parts * parts), LEAST_DRAWS, MOST_DRAWS);
    var ratios = new double[parts][draws][parts];
    for (int part = 0; part < parts; part++) {
      for (double[] draw : ratios[part]) {
        draw[part] = 1;
        double log = 0;
        for (int other = part + 1; other < parts; other++) {
          log += effect * (random.nextGaussian() - effect / 2);
          draw[other] = Math.exp(log);
        }
        log = 0;
        for (int other = part - 1; other >= 0; other--) {
          log -= effect * (random.nextGaussian() + effect / 2);
          draw[other] = Math.exp(log);
        }
      }
    }
    return ratios;
  }
}
