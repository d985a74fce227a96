package dev.halfspeed.search.posterior;

import dev.halfspeed.search.graph.Partition;

/**
 * What passes and failures say of no regression: that both ends fail alike, or that the bad end
 * fails less often. Some commit may have mended what the test looks for; the ends may also have
 * been mixed up. Without this, runs that fail at the good end and pass at the bad one speak against
 * every hypothesis, and the mildest of them wins. See docs/model.md, "Pass or fail".
 *
 * @param logNone log evidence of no regression
 * @param share of that evidence which is an improvement's
 * @param sides the runs by the place of the improvement that explains them best
 * @param failsAtGood the expected rate of failures before it
 * @param failsAtBad the expected rate after it
 */
public record Improvement(
    double logNone, double share, RateGrid.Sides sides, double failsAtGood, double failsAtBad) {
  /** Part of P(NONE) that is an improvement, not a standstill, as for numbers. */
  private static final double IMPROVED = 0.1;

  /** Below this share an improvement is ruled out; above its complement it is certain. */
  private static final double UNLIKELY = 0.05;

  /** Whether more runs of both ends are wanted before it is said that nothing happened. */
  public boolean isInDoubt() {
    return share > UNLIKELY && share < 1 - UNLIKELY;
  }

  /** Whether no regression means an improvement. */
  public boolean isCertain() {
    return share >= 1 - UNLIKELY;
  }

  /**
   * Weighs it.
   *
   * @param sides the runs as each cell's hypothesis sorts them, and all of them at last
   */
  static Improvement of(Partition partition, RateGrid.Sides[] sides, RateGrid grid) {
    int count = partition.size();
    RateGrid.Sides all = sides[count];
    double alike = grid.logNone(all);
    double best = Double.NEGATIVE_INFINITY;
    RateGrid.Sides place = all;
    double[] logs = new double[count];
    double weights = 0;
    for (int cell = 0; cell < count; cell++) {
      RateGrid.Sides turned = sides[cell].turned();
      logs[cell] = Double.NEGATIVE_INFINITY;
      if (turned.failsMoreWhenBad()) {
        logs[cell] = Math.log(partition.cell(cell).weight()) + grid.logRegression(turned);
        weights += partition.cell(cell).weight();
        if (logs[cell] > best) {
          best = logs[cell];
          place = turned;
        }
      }
    }
    if (best == Double.NEGATIVE_INFINITY) {
      return new Improvement(alike, 0, all, 0, 0);
    }
    double most = Math.max(alike, best);
    double improved = 0;
    for (double log : logs) {
      improved += IMPROVED * Math.exp(log - most);
    }
    double whole = (1 - IMPROVED * weights) * Math.exp(alike - most) + improved;
    RateGrid.Belief belief = grid.regression(place);
    return new Improvement(
        most + Math.log(whole),
        improved / whole,
        place.turned(),
        RateGrid.mean(belief.whenBad()),
        RateGrid.mean(belief.whenGood()));
  }
}
