package dev.halfspeed.search;

/** How many boots a bisection will still take, from the limits of noisy search. */
final class Forecast {
  /** What a greedy choice takes above the limit. */
  private static final double GREEDY = 1.15;

  private Forecast() {}

  /** Entropy of the hypotheses, in bits. */
  static double entropy(Posterior posterior) {
    double sum = 0;
    for (double probability : posterior.probabilities()) {
      sum += plogp(probability);
    }
    return sum + plogp(posterior.none());
  }

  private static double plogp(double p) {
    return p <= 0 ? 0 : -p * Math.log(p) / Math.log(2);
  }

  /** Boots of the search at a separation d: entropy by capacity, and the way to certainty. */
  static double searchBoots(Posterior posterior, double d) {
    double capacity = Math.max(1e-9, InformationTable.bits(0.5, d));
    return GREEDY * entropy(posterior) / capacity + Math.log(100) / Math.max(d * d / 2, 4.6);
  }

  /** Boots of the proof: each pair brings d^2 / 4 nats. */
  static double proofBoots(double d) {
    return 2 * Math.max(Proof.MINIMUM, Math.ceil(Proof.THRESHOLD * 4 / (d * d)));
  }

  /** Boots until the end. */
  static double left(Posterior posterior, Calibration calibration, double proofDone) {
    double d = posterior.effectSize() / Math.max(posterior.noise(), posterior.effectSize() / 20);
    return calibration.left()
        + searchBoots(posterior, d)
        + Math.max(0, proofBoots(d) - proofDone)
        + 1;
  }
}
