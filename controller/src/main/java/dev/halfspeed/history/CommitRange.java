package dev.halfspeed.history;

import dev.halfspeed.search.CandidateDag;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The candidates of a bisection: the commits that bad has and good lacks, parents before children,
 * bad last. Takes 20 bytes a commit beside the parents.
 */
public final class CommitRange {
  private static final int WORDS = 5;

  private final int[] ids;
  private final CandidateDag dag;
  private final String good;
  private final List<String> mergeBases;
  private final boolean goodIsAncestor;

  /**
   * Takes the candidates.
   *
   * @param ids five words a candidate, in the order of the candidates
   */
  CommitRange(
      int[] ids, CandidateDag dag, String good, List<String> mergeBases, boolean goodIsAncestor) {
    this.ids = ids;
    this.dag = dag;
    this.good = good;
    this.mergeBases = List.copyOf(mergeBases);
    this.goodIsAncestor = goodIsAncestor;
  }

  /** How many candidates there are, at least 1. */
  public int size() {
    return dag.size();
  }

  /**
   * The id of a candidate's commit, 40 hexadecimal digits.
   *
   * @throws IndexOutOfBoundsException when there is no such candidate
   */
  public String id(int candidate) {
    Objects.checkIndex(candidate, size());
    return ObjectId.fromRaw(ids, candidate * WORDS).name();
  }

  /** The number of the candidate that is this commit; empty when it is none. */
  public OptionalInt indexOf(String id) {
    if (!ObjectId.isId(id)) {
      return OptionalInt.empty();
    }
    int[] wanted = new int[WORDS];
    ObjectId.fromString(id).copyRawTo(wanted, 0);
    for (int candidate = 0; candidate < size(); candidate++) {
      int from = candidate * WORDS;
      if (Arrays.equals(ids, from, from + WORDS, wanted, 0, WORDS)) {
        return OptionalInt.of(candidate);
      }
    }
    return OptionalInt.empty();
  }

  /** The candidates' parents among themselves. */
  public CandidateDag dag() {
    return dag;
  }

  /** The id of the good revision, which is no candidate. */
  public String good() {
    return good;
  }

  /** The id of the bad revision, the last candidate. */
  public String bad() {
    return id(size() - 1);
  }

  /**
   * The best common ancestors of good and bad: good itself where it is an ancestor of bad,
   * otherwise the commits that have to be tested before the range means anything.
   */
  public List<String> mergeBases() {
    return mergeBases;
  }

  /** Whether bad was built on top of good. */
  public boolean goodIsAncestor() {
    return goodIsAncestor;
  }
}
