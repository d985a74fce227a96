package dev.halfspeed.search.posterior;

/**
 * How probable each outcome of one boot is, a number of failed runs: for each hypothesis, by
 * whether it calls the booted image bad. Arrays are not to be changed.
 *
 * @param whenGood for each cell of a partition and at last for no regression, each outcome
 * @param whenBad the same for a bad image
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
public record OutcomeTable(double[][] whenGood, double[][] whenBad) {
  int outcomes() {
    return whenGood[0].length;
  }

  /** The row of no regression. */
  public int none() {
    return whenGood.length - 1;
  }

  public double[] of(int hypothesis, boolean bad) {
    return bad ? whenBad[hypothesis] : whenGood[hypothesis];
  }

  /** Entropy of an outcome, in bits. */
  static double entropy(double[] chances) {
    double sum = 0;
    for (double chance : chances) {
      sum -= plogp(chance);
    }
    return sum;
  }

  static double plogp(double p) {
    return p <= 0 ? 0 : p * Math.log(p) / Math.log(2);
  }
}
