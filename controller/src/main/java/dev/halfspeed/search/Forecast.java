package dev.halfspeed.search;

/** How many boots a bisection will still take, from the limits of noisy search. */
final class Forecast {
  /** What a greedy choice takes above the limit. */
  private static final double GREEDY = 1.15;

  private Forecast() {}

  /**
   * Boots of the search: entropy by capacity, and the way to certainty.
   *
   * @param capacity bits of a boot of an image that is as likely bad as not
   * @param nats by which each boot moves the log odds towards the truth
   */
  static double searchBoots(double entropy, double capacity, double nats) {
    return GREEDY * entropy / Math.max(1e-9, capacity)
        + Math.log(100) / Math.clamp(nats, 1e-9, 4.6);
  }

  /** The same for numbers, at a separation of d standard deviations of a boot. */
  static double searchBoots(double entropy, double d) {
    return searchBoots(entropy, InformationTable.bits(0.5, d), d * d / 2);
  }

  /** Boots of the proof, of the culprit and one parent: a pair brings half of what it may. */
  static double proofBoots(double nats) {
    return 2 * Math.max(Proof.MINIMUM, Math.ceil(2 * Proof.THRESHOLD / nats));
  }

  /** Boots until the end. */
  static double left(Posterior posterior, Calibration calibration, double proofDone) {
    Channel channel = posterior.judgement().channel(0, 1);
    double nats = Math.max(channel.nats(), 1e-6);
    return calibration.left()
        + searchBoots(posterior.entropy(), channel.bits(0.5, 0), nats)
        + Math.max(0, proofBoots(nats) - proofDone)
        + 1;
  }
}
