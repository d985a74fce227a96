package dev.halfspeed.search;

import java.util.List;

/**
 * What is believed before the first boot.
 *
 * <p>A weight is relative to the other candidates' and never 0: a commit that nothing speaks
 * against or for weighs 1, a merge without conflicts or a commit that feeds no object of the
 * configuration far less.
 */
public interface Prior {
  /** Chance that a reported regression is not there when it is measured afresh. */
  double TYPICAL_NONE = 0.1;

  /** The weight of a candidate, greater than 0. */
  double weight(int candidate);

  /** Probability that there is no regression between the ends, in (0, 1). */
  double none();

  /** Every candidate alike, except that a merge weighs a fifth: it rarely changes code itself. */
  static Prior uniform(CandidateDag dag) {
    double[] weights = new double[dag.size()];
    for (int candidate = 0; candidate < weights.length; candidate++) {
      weights[candidate] = dag.parentsOf(candidate).length > 1 ? 0.2 : 1;
    }
    return of(weights, TYPICAL_NONE);
  }

  /** Weights from a list, one for each candidate. */
  static Prior of(List<Double> weights, double none) {
    return of(weights.stream().mapToDouble(Double::doubleValue).toArray(), none);
  }

  private static Prior of(double[] weights, double none) {
    for (double weight : weights) {
      if (!(weight > 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("a prior weight is positive and finite, not " + weight);
      }
    }
    if (!(none > 0 && none < 1)) {
      throw new IllegalArgumentException("P(none) lies between 0 and 1, not " + none);
    }
    return new Prior() {
      @Override
      public double weight(int candidate) {
        return weights[candidate];
      }

      @Override
      public double none() {
        return none;
      }
    };
  }
}
