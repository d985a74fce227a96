package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.HistorySums;
import dev.halfspeed.benchmark.world.World;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The rule of robust-git-bisect: multiplicative weights on the whole history (after Karp and
 * Kleinberg), each answer multiplying those whom it suspects by a factor for the flakiness, which
 * is estimated from how many answers contradict each other. The next commit is the one whose
 * ancestors hold nearest to half of the weight; the tool itself ends at 99 % on one commit. All
 * machines boot that commit.
 */
public final class RobustBisectStrategy implements Strategy {
  private final HistorySums sums;
  private final int machines;
  private final double confidence;
  private final double[] weights;
  private final Map<Integer, BitSet> ancestors = new HashMap<>();
  private final Contradictions contradictions = new Contradictions();
  private int taken;

  /**
   * A search of one world.
   *
   * @param confidence the weight that one commit needs, above 0 and below 1
   */
  public RobustBisectStrategy(World world, double confidence) {
    this.confidence = confidence;
    sums = world.ground().sums();
    machines = world.scenario().machines().count();
    weights = new double[world.ground().size()];
    Arrays.fill(weights, 1.0 / weights.length);
  }

  @Override
  public Plan plan(Measurements readings) {
    for (; taken < readings.all().size(); taken++) {
      Measurements.Reading reading = readings.all().get(taken);
      update(reading.commit(), readings.failed(reading));
    }
    double[] contained = sums.of(weights);
    int best = smallestHalf(contained);
    if (weights[best] > confidence) {
      return Plan.culprit(best, weights[best]);
    }
    int next = nearestHalf(contained, readings);
    return Plan.Test.of(next, readings.of(next).size() + machines);
  }

  private void update(int commit, boolean failed) {
    BitSet behind = ancestors.computeIfAbsent(commit, sums::ancestors);
    contradictions.add(commit, failed);
    double factor = 1 + stiffness(contradictions.flakiness());
    double sum = 0;
    for (int each = 0; each < weights.length; each++) {
      weights[each] *= behind.get(each) == failed ? factor : 1;
      sum += weights[each];
    }
    for (int each = 0; each < weights.length; each++) {
      weights[each] /= sum;
    }
  }

  /** Its authors' fit of the best factor, flakiness being twice the rate of wrong answers. */
  private static double stiffness(double flakiness) {
    return Math.min(
        2.6 / Math.pow(flakiness, 0.37),
        Math.min(0.58 / Math.pow(flakiness, 0.97), 0.19 / Math.pow(flakiness, 2.4)));
  }

  /** The commit with the least weight of ancestors that is at least half. */
  private static int smallestHalf(double[] contained) {
    int best = contained.length - 1;
    for (int commit = 0; commit < contained.length; commit++) {
      if (contained[commit] >= 0.5 - 1e-12 && contained[commit] < contained[best]) {
        best = commit;
      }
    }
    return best;
  }

  private static int nearestHalf(double[] contained, Measurements readings) {
    int best = contained.length - 1;
    for (int commit = 0; commit < contained.length; commit++) {
      if (Math.abs(contained[commit] - 0.5) < Math.abs(contained[best] - 0.5)
          && !readings.isUntestable(commit)) {
        best = commit;
      }
    }
    return best;
  }

  /** Counts answers that contradict each other: bad on a commit, good on a descendant. */
  private final class Contradictions {
    private final Map<Integer, int[]> votes = new HashMap<>();

    void add(int commit, boolean failed) {
      votes.computeIfAbsent(commit, key -> new int[2])[failed ? 1 : 0]++;
    }

    /**
     * Of pairs of answers on a commit and an ancestor, the part that contradicts, by the part that
     * pure chance would make contradict: 4 p (1 - p) = 1 - (1 - flakiness)^2.
     */
    double flakiness() {
      double contradicting = 0;
      double pairs = 0;
      for (Map.Entry<Integer, int[]> here : votes.entrySet()) {
        BitSet behind = ancestors.computeIfAbsent(here.getKey(), sums::ancestors);
        int[] own = here.getValue();
        for (Map.Entry<Integer, int[]> there : votes.entrySet()) {
          if (behind.get(there.getKey())) {
            int[] other = there.getValue();
            contradicting += own[0] * other[1];
            pairs += (own[0] + own[1]) * (other[0] + other[1]);
          }
        }
      }
      double left = 1 - (contradicting + 1) / (pairs / 4 + 4 / 3.0);
      return 1 - Math.sqrt(Math.max(0, left));
    }
  }
}
