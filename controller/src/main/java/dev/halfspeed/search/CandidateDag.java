package dev.halfspeed.search;

import dev.halfspeed.search.graph.Ancestry;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The commits that may be the culprit, with their parents among themselves.
 *
 * <p>Candidates are numbered from 0 so that every parent has a smaller number than its children;
 * the last one is the bad revision and has all the others as ancestors. Parents that lie outside
 * the range (on the good side) are left out.
 */
public final class CandidateDag {
  private final int[][] parents;
  private final AtomicReference<Ancestry> ancestry = new AtomicReference<>();

  private CandidateDag(int[][] parents) {
    this.parents = parents;
  }

  /**
   * Takes the parents of each candidate.
   *
   * @throws IllegalArgumentException when empty, when a parent does not come before its child, or
   *     when a candidate is no ancestor of the last one
   */
  public static CandidateDag of(int[][] parents) {
    if (parents.length == 0) {
      throw new IllegalArgumentException("no candidates");
    }
    int[][] copy = new int[parents.length][];
    var reached = new BitSet(parents.length);
    for (int child = 0; child < parents.length; child++) {
      copy[child] = parents[child].clone();
      for (int parent : copy[child]) {
        if (parent < 0 || parent >= child) {
          throw new IllegalArgumentException("parent " + parent + " of candidate " + child);
        }
        reached.set(parent);
      }
    }
    if (reached.cardinality() != parents.length - 1) {
      throw new IllegalArgumentException("not every candidate is an ancestor of the last one");
    }
    return new CandidateDag(copy);
  }

  /** Who contains whom, for the search's own packages: found out once for the range. */
  public Ancestry ancestry() {
    Ancestry known = ancestry.get();
    if (known == null) {
      known = new Ancestry(parents);
      ancestry.set(known);
    }
    return known;
  }

  /** How many candidates there are, at least 1. */
  public int size() {
    return parents.length;
  }

  /** The number of the bad revision. */
  public int bad() {
    return parents.length - 1;
  }

  /** The parents of a candidate that are candidates themselves, in the commit's own order. */
  public int[] parentsOf(int candidate) {
    return parents[candidate].clone();
  }

  /** What a candidate's step starts from: its parents, or the good end where it has none. */
  public List<Revision> before(int candidate) {
    return parents[candidate].length == 0
        ? List.of(new Revision.Good())
        : Arrays.stream(parents[candidate]).<Revision>mapToObj(Revision.Candidate::new).toList();
  }

  /** The ancestors of a candidate, itself included. */
  public BitSet ancestorsOf(int candidate) {
    return Ancestry.ancestors(parents, candidate);
  }
}
