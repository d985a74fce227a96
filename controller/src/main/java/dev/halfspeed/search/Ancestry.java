package dev.halfspeed.search;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Who contains whom: the ancestors of candidates, and sums over them. */
final class Ancestry {
  private final CandidateDag dag;
  private final AncestorSums sums;
  private final AtomicReferenceArray<BitSet> known;

  Ancestry(CandidateDag dag) {
    this.dag = dag;
    sums = new AncestorSums(dag);
    known = new AtomicReferenceArray<>(dag.size());
  }

  CandidateDag dag() {
    return dag;
  }

  int size() {
    return dag.size();
  }

  /** The ancestors of a candidate, itself included. Not to be changed. */
  BitSet ancestors(int candidate) {
    BitSet ancestors = known.get(candidate);
    if (ancestors == null) {
      ancestors = dag.ancestorsOf(candidate);
      known.set(candidate, ancestors);
    }
    return ancestors;
  }

  /** Whether a change in {@code candidate} is contained in {@code at}. */
  boolean contains(int at, int candidate) {
    return candidate <= at && ancestors(at).get(candidate);
  }

  /** For every candidate the sum of these weights over its ancestors, itself included. */
  void sums(double[] weights, double[] into) {
    sums.sums(weights, into);
  }
}
