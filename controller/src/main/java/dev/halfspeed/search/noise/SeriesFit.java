package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;

/**
 * Boots of one image in an earlier campaign under a model of the noise: the level that fits, with
 * outliers discounted as those of this campaign are.
 */
final class SeriesFit {
  private static final int ROUNDS = 3;

  private final double log;
  private final double squares;
  private final double count;

  /**
   * Fits.
   *
   * @param factor how much noisier than the others the machine is, as a variance
   * @param worseIsLess whether a disturbed boot gives a smaller value
   */
  SeriesFit(Observations.Series series, NoiseScale scale, double factor, boolean worseIsLess) {
    int boots = series.values().size();
    double[] values = new double[boots];
    double[] variances = new double[boots];
    double[] roundings = new double[boots];
    double[] steps = new double[boots];
    for (int boot = 0; boot < boots; boot++) {
      values[boot] = series.values().get(boot);
      int runs = series.runs().get(boot);
      roundings[boot] = scale.roundingVariance(runs);
      variances[boot] = scale.bootVariance(runs, factor, 0) - roundings[boot];
      steps[boot] = series.steps().get(boot);
    }
    var noise =
        new BootNoise(
            new int[boots], variances, roundings, steps, 1, 1, scale.outliers(), worseIsLess);
    double level = median(values);
    double weights = 0;
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      weights = 0;
      sum = 0;
      for (int boot = 0; boot < boots; boot++) {
        noise.judge(0, boot, values[boot] - level);
        weights += noise.precision(0, boot);
        sum += noise.precision(0, boot) * (values[boot] + noise.pull(0, boot));
      }
      level = sum / weights;
    }
    double heights = 0;
    double rests = 0;
    double usual = 0;
    double trusted = 0;
    for (int boot = 0; boot < boots; boot++) {
      double rest = values[boot] - level;
      heights += noise.log(0, boot);
      double distance = rest + noise.pull(0, boot);
      rests += noise.precision(0, boot) * distance * distance;
      double trust = 1 - noise.outlier(0, boot);
      usual += trust * rest * rest / scale.bootVariance(series.runs().get(boot));
      trusted += trust;
    }
    log = heights - (Math.log(weights) + rests) / 2;
    squares = usual;
    count = trusted - 1;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * Its log evidence, the level integrated out, in nats; a lower bound where a boot is in doubt.
   */
  double log() {
    return log;
  }

  /** Sum of squared distances from the level in variances of the usual machine. */
  double squares() {
    return squares;
  }

  /** How many boots those are, less the one that the level takes. */
  double count() {
    return Math.max(0, count);
  }
}
