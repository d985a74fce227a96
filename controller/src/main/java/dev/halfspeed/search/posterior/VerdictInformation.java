package dev.halfspeed.search.posterior;

import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.graph.Partition;
import java.util.Arrays;

/**
 * The information of one boot about the hypotheses, for every candidate at once: the entropy of its
 * outcome less the mean of the outcome's entropy under each hypothesis, each with its own rates. So
 * the ends tell something too: under each hypothesis the good end is good, but not every one
 * expects it to pass as often.
 */
public final class VerdictInformation {
  private final double[] bits;
  private final double ofGoodEnd;

  /**
   * Works it out.
   *
   * @param weights probability of each cell divided by its prior weight
   * @param none probability that there is no regression
   * @param parent the row of each cell in the table
   */
  public VerdictInformation(
      Ancestry ancestry,
      Partition partition,
      double[] weights,
      double none,
      OutcomeTable table,
      int[] parent) {
    int size = ancestry.size();
    int outcomes = table.outcomes();
    double[] base = new double[outcomes];
    double baseEntropy = none * OutcomeTable.entropy(table.whenGood()[table.none()]);
    for (int outcome = 0; outcome < outcomes; outcome++) {
      base[outcome] = none * table.whenGood()[table.none()][outcome];
    }
    double[] entropyShift = new double[weights.length];
    double[] whole = weights.clone();
    double most = Math.log(outcomes) / Math.log(2);
    for (int cell = 0; cell < weights.length; cell++) {
      double[] good = table.whenGood()[parent[cell]];
      double goodEntropy = OutcomeTable.entropy(good);
      double mass = weights[cell] * partition.cell(cell).weight();
      baseEntropy += mass * goodEntropy;
      for (int outcome = 0; outcome < outcomes; outcome++) {
        base[outcome] += mass * good[outcome];
      }
      entropyShift[cell] =
          weights[cell]
              * (most + OutcomeTable.entropy(table.whenBad()[parent[cell]]) - goodEntropy);
    }
    ofGoodEnd = Math.max(0, OutcomeTable.entropy(base) - baseEntropy);
    double[] spread = new double[size];
    double[] bad = new double[size];
    double[] sums = new double[size];
    partition.spread(whole, spread);
    ancestry.sums(spread, bad);
    bits = new double[size];
    partition.spread(entropyShift, spread);
    ancestry.sums(spread, sums);
    for (int candidate = 0; candidate < size; candidate++) {
      bits[candidate] = -baseEntropy - (sums[candidate] - most * bad[candidate]);
    }
    double[] rest = new double[size];
    Arrays.fill(rest, 1);
    double[] shift = new double[weights.length];
    for (int outcome = 0; outcome < outcomes - 1; outcome++) {
      for (int cell = 0; cell < weights.length; cell++) {
        // Sums are of weights that are not negative, so 1 is added and taken off again.
        shift[cell] =
            weights[cell]
                * (1
                    + table.whenBad()[parent[cell]][outcome]
                    - table.whenGood()[parent[cell]][outcome]);
      }
      partition.spread(shift, spread);
      ancestry.sums(spread, sums);
      for (int candidate = 0; candidate < size; candidate++) {
        double chance = Math.clamp(base[outcome] + sums[candidate] - bad[candidate], 0, 1);
        bits[candidate] -= OutcomeTable.plogp(chance);
        rest[candidate] -= chance;
      }
    }
    for (int candidate = 0; candidate < size; candidate++) {
      bits[candidate] =
          Math.max(0, bits[candidate] - OutcomeTable.plogp(Math.max(0, rest[candidate])));
    }
  }

  /** Expected bits of a boot of a candidate, or of {@link Ancestry#GOOD}. */
  public double bits(int candidate) {
    return candidate == Ancestry.GOOD ? ofGoodEnd : bits[candidate];
  }
}
