package dev.halfspeed.comparison;

/** The bets of one test, and what they have made of their capital. */
final class Bets {
  private final Stakes stakes;
  private final double[] logs;

  Bets(Stakes stakes) {
    this.stakes = stakes;
    logs = new double[stakes.count()];
  }

  /** Lays all bets on a stratum's scores. */
  void lay(Stratum stratum, double[] scores, double margin) {
    for (int index = 0; index < logs.length; index++) {
      logs[index] += stratum.logEvidence(scores, stakes.bet(index, margin, stratum.noise()));
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
      most = Math.max(most, logs[index] + stakes.logShare(index));
    }
    double sum = 0;
    for (int index = 0; index < logs.length; index++) {
      sum += Math.exp(logs[index] + stakes.logShare(index) - most);
    }
    return most + Math.log(sum);
  }
}
