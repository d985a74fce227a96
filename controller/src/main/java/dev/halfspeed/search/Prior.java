package dev.halfspeed.search;

import java.util.ArrayDeque;
import java.util.Arrays;
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

  /** Chance that a series of points says nothing of where the change is. */
  double DOUBT = 0.05;

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

  /**
   * What a series of points says of where the change is. Between two neighbouring points the
   * candidates share the probability as they do in {@link #uniform}; a part of {@link #DOUBT} is
   * spread over all of them, since who watched the series may be wrong.
   *
   * @param points candidates that were measured, from the oldest to the newest; a candidate lies
   *     before the first of them that it is an ancestor of, or that it is
   * @param probabilities that the change lies before each point and after the one before it
   */
  static Prior between(CandidateDag dag, int[] points, double[] probabilities) {
    Prior usual = uniform(dag);
    int[] gaps = new int[dag.size()];
    Arrays.fill(gaps, -1);
    double[] sums = new double[points.length];
    for (int point = 0; point < points.length; point++) {
      var open = new ArrayDeque<Integer>(List.of(points[point]));
      while (!open.isEmpty()) {
        int candidate = open.pop();
        if (gaps[candidate] < 0) {
          gaps[candidate] = point;
          sums[point] += usual.weight(candidate);
          for (int parent : dag.parentsOf(candidate)) {
            open.push(parent);
          }
        }
      }
    }
    double all = 0;
    for (int candidate = 0; candidate < gaps.length; candidate++) {
      all += usual.weight(candidate);
    }
    double[] weights = new double[dag.size()];
    for (int candidate = 0; candidate < weights.length; candidate++) {
      double anywhere = DOUBT * usual.weight(candidate) / all;
      int gap = gaps[candidate];
      weights[candidate] =
          gap < 0
              ? anywhere
              : anywhere + (1 - DOUBT) * probabilities[gap] * usual.weight(candidate) / sums[gap];
    }
    return of(weights, usual.none());
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
