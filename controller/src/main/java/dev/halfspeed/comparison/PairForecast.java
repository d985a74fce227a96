package dev.halfspeed.comparison;

import java.util.Arrays;

/**
 * How many blocks a verdict on a pair will take: for a few values that the difference may have, by
 * what a block brings to each bet on average; then the median over these values.
 *
 * <p>With two boots of each variant the mean difference of a block has the noise of one boot. For a
 * difference of d standard deviations beyond the tested value, a bet b on it gains g = b d - b^2 /
 * 2 where noise is normal and known. A lot of six ways gives no more than L = log 6, and a block
 * gives about L (1 - exp(-g / L)).
 */
final class PairForecast {
  /** Quantiles of the normal distribution at the middles of nine equal parts. */
  private static final double[] NORMAL = {
    -1.593, -0.967, -0.589, -0.282, 0, 0.282, 0.589, 0.967, 1.593
  };

  /** What scores that are cut keep of the information of normal values. */
  private static final double EFFICIENCY = 0.96;

  /** log of the ways in which a lot can fall. */
  private static final double MOST_GAIN = Math.log(6);

  private final double margin;
  private final Stakes stakes;
  private final double noise;
  private final int done;

  /**
   * A forecast.
   *
   * @param noise of a boot, as blocks to come will have it
   * @param done blocks so far
   */
  PairForecast(double margin, Stakes stakes, double noise, int done) {
    this.margin = margin;
    this.stakes = stakes;
    this.noise = noise;
    this.done = done;
  }

  int blocks(
      double estimate,
      double error,
      OneSidedTest above,
      OneSidedTest below,
      OneSidedTest aboveLeast,
      OneSidedTest belowMost) {
    double deviation = noise / Math.sqrt(EFFICIENCY * done);
    double[] found =
        Arrays.stream(NORMAL)
            .map(quantile -> {
              double truth = estimate + quantile * deviation;
              double different =
                  Math.min(blocks(above, truth, error / 2), blocks(below, truth, error / 2));
              double same =
                  Math.max(blocks(aboveLeast, truth, error), blocks(belowMost, truth, error));
              return Math.min(different, same);
            })
            .toArray();
    return (int) Math.clamp(Math.ceil(Medians.of(found)), 1, Integer.MAX_VALUE / 1000.0);
  }

  /** Blocks until a test shows what it tests, at a true difference. */
  private double blocks(OneSidedTest test, double truth, double error) {
    double away = test.direction() * (truth - test.value()) / noise;
    double least = Double.POSITIVE_INFINITY;
    for (int index = 0; index < stakes.count(); index++) {
      double bet = stakes.bet(index, margin, noise);
      double known = EFFICIENCY * (bet * away - bet * bet / 2);
      double gain = -MOST_GAIN * Math.expm1(-known / MOST_GAIN);
      double missing = -Math.log(error) - stakes.logShare(index) - test.log(index);
      if (gain > 0) {
        least = Math.min(least, Math.max(missing, 0) / gain);
      }
    }
    return least;
  }
}
