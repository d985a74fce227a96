package dev.halfspeed.comparison;

/**
 * How boldly evidence is sought: a few bets at once, each made for another difference, so that
 * nobody needs to know which one is there. Their capital is shared beforehand, and a mixture of
 * fair bets is fair.
 */
final class Bets {
  /**
   * For differences of so many times the smallest that matters. The first decides pairs that are
   * half as far apart, the second those that are equal or just as far, the third large ones in
   * large noise. Six other sets of two to four took the same boots, within 1 % over all series of
   * docs/benchmarks/compare.md.
   */
  private static final double[] FOR = {0.5, 1, 4};

  private static final double[] LOG_SHARE = {Math.log(0.15), Math.log(0.7), Math.log(0.15)};

  /**
   * No bet is larger. At this one four boots that are clearly apart give 94 % of the log of 6 that
   * they can give, and neither a boot that went astray nor noise that is taken for too small takes
   * much of the capital.
   */
  private static final double MOST = 1.2;

  private final double[] logs = new double[FOR.length];

  /** How many there are. */
  static int count() {
    return FOR.length;
  }

  /**
   * A bet, best for normal noise: the difference in standard deviations.
   *
   * @param margin the smallest difference that matters, on the log scale
   */
  static double bet(int index, double margin, double noise) {
    return Math.min(FOR[index] * margin / noise, MOST);
  }

  static double logShare(int index) {
    return LOG_SHARE[index];
  }

  /** Lays all bets on a stratum's scores. */
  void lay(Stratum stratum, double[] scores, double margin) {
    for (int index = 0; index < logs.length; index++) {
      logs[index] += stratum.logEvidence(scores, bet(index, margin, stratum.noise()));
    }
  }

  /** log of what one bet has made of its capital, 1. */
  double log(int index) {
    return logs[index];
  }

  /** log of what all have made of the capital, 1. */
  double log() {
    double most = Double.NEGATIVE_INFINITY;
    for (int index = 0; index < logs.length; index++) {
      most = Math.max(most, logs[index] + LOG_SHARE[index]);
    }
    double sum = 0;
    for (int index = 0; index < logs.length; index++) {
      sum += Math.exp(logs[index] + LOG_SHARE[index] - most);
    }
    return most + Math.log(sum);
  }
}
