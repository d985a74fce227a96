package dev.halfspeed.search.graph;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Who contains whom: the ancestors of candidates, and sums over them. Safe for use by several
 * threads.
 */
public final class Ancestry {
  /** Stands for the good end where a candidate's number is expected. */
  public static final int GOOD = -1;

  private final int[][] parents;
  private final AncestorSums sums;
  private final AtomicReferenceArray<BitSet> known;

  /**
   * Takes the candidates.
   *
   * @param parents of each candidate, which have smaller numbers; not to be changed any more
   */
  public Ancestry(int[][] parents) {
    this.parents = parents;
    sums = new AncestorSums(parents);
    known = new AtomicReferenceArray<>(parents.length);
  }

  /** The ancestors of a candidate by the parents of each, itself included. */
  public static BitSet ancestors(int[][] parents, int candidate) {
    var ancestors = new BitSet(candidate + 1);
    ancestors.set(candidate);
    for (int child = candidate; child >= 0; child = ancestors.previousSetBit(child - 1)) {
      for (int parent : parents[child]) {
        ancestors.set(parent);
      }
      if (child == 0) {
        break;
      }
    }
    return ancestors;
  }

  /** How many candidates there are. */
  public int size() {
    return parents.length;
  }

  /** The number of the bad end, the last candidate. */
  public int bad() {
    return parents.length - 1;
  }

  /** The parents of a candidate that are candidates themselves. Not to be changed. */
  public int[] parentsOf(int candidate) {
    return parents[candidate];
  }

  /** The ancestors of a candidate, itself included. Not to be changed. */
  public BitSet ancestors(int candidate) {
    BitSet ancestors = known.get(candidate);
    if (ancestors == null) {
      ancestors = ancestors(parents, candidate);
      known.set(candidate, ancestors);
    }
    return ancestors;
  }

  /** Whether a change in {@code candidate} is contained in {@code at}. */
  public boolean contains(int at, int candidate) {
    return candidate <= at && ancestors(at).get(candidate);
  }

  /** For every candidate the sum of these weights over its ancestors, itself included. */
  public void sums(double[] weights, double[] into) {
    sums.sums(weights, into);
  }
}
