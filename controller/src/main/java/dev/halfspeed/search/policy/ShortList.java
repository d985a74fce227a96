package dev.halfspeed.search.policy;

import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.Observations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The candidates to build that are worth most, by what their boot says, less what may not be
 * testable. Candidates with about the same probability of being bad are worth about the same, so
 * one of each class is evaluated first.
 */
final class ShortList {
  /** Where it is so certain whether a candidate is bad, testing it is no use. */
  private static final double CERTAIN = 1e-4;

  /** Classes of candidates by their probability of being bad. */
  private static final int CLASSES = 160;

  /** Part of the best class's worth from which on a class is evaluated closely. */
  private static final double NEAR = 0.9;

  /** Candidates of the best classes that are evaluated one by one. */
  private static final int CLOSE_LOOKS = 64;

  private static final int NONE = -1;

  private final BitSet untestable;

  /** By candidate; {@link #NONE} of those that are not to be built. */
  private final int[] classOf;

  /** By class: its first candidate, or {@link #NONE}. */
  private final int[] first = new int[CLASSES];

  /** By class: how many candidates are in it. */
  private final int[] count = new int[CLASSES];

  /** What a boot of a candidate says, in bits. */
  interface Value {
    double of(int candidate);
  }

  /**
   * Something to build.
   *
   * @param candidate or {@link Ancestry#GOOD}
   * @param bits what its boot says, less what may not be testable
   */
  record Entry(int candidate, double bits) {}

  /** Sorts the candidates that may be built into classes. */
  ShortList(Lookahead lookahead, Observations observations, SlotImages images, int size) {
    untestable = observations.untestableCandidates();
    classOf = new int[size];
    Arrays.fill(first, NONE);
    double[] bad = lookahead.bad();
    for (int candidate = 0; candidate < size; candidate++) {
      double p = bad[candidate];
      classOf[candidate] = NONE;
      if (p > CERTAIN && p < 1 - CERTAIN && images.mayBuild(candidate)) {
        int number = Math.min(CLASSES - 1, (int) (p * CLASSES));
        classOf[candidate] = number;
        count[number]++;
        if (first[number] == NONE) {
          first[number] = candidate;
        }
      }
    }
  }

  /** Those that are worth most, in their order. */
  List<Entry> best(Value value) {
    double[] worth = new double[CLASSES];
    int best = NONE;
    for (int number = 0; number < CLASSES; number++) {
      if (count[number] > 0) {
        worth[number] = value.of(first[number]) * testable(first[number]);
        best = best == NONE || worth[number] > worth[best] ? number : best;
      }
    }
    var list = new ArrayList<Entry>();
    if (best == NONE) {
      return list;
    }
    double least = NEAR * worth[best];
    int near = 0;
    for (int number = 0; number < CLASSES; number++) {
      near += count[number] > 0 && worth[number] > least ? count[number] : 0;
    }
    int stride = Math.max(1, near / CLOSE_LOOKS);
    int index = 0;
    for (int candidate = 0; candidate < classOf.length; candidate++) {
      int number = classOf[candidate];
      if (number != NONE && worth[number] > least && index++ % stride == 0) {
        list.add(new Entry(candidate, value.of(candidate) * testable(candidate)));
      }
    }
    return list;
  }

  /** Chance that a candidate can be tested: broken stretches of history are seldom one commit. */
  private double testable(int candidate) {
    double chance = 1;
    int below = untestable.previousSetBit(candidate);
    int above = untestable.nextSetBit(candidate);
    for (int other : new int[] {below, above}) {
      if (other >= 0) {
        chance *= 1 - 0.5 / Math.abs(candidate - other);
      }
    }
    return chance;
  }
}
