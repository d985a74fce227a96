package dev.halfspeed.history;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Puts candidates in an order in which parents come before their children. */
final class CandidateOrder {
  private static final int UNSEEN = 0;
  private static final int OPEN = -1;

  private final NumberedCommits commits;
  private final AncestryWalk ancestry;

  /** By commit: its place in the order plus 1, or one of the above. */
  private final int[] places;

  private int[] numbers = new int[1024];
  private int[][] parents = new int[1024][];
  private int size;

  /** Takes a walk that is done. Makes one order. */
  CandidateOrder(NumberedCommits commits, AncestryWalk ancestry) {
    this.commits = commits;
    this.ancestry = ancestry;
    places = new int[commits.end()];
  }

  /**
   * All candidates. Depth first along first parents, so that what a merge brought in mostly stands
   * together.
   */
  Candidates all(int bad) throws IOException, DamagedCommitGraphException {
    Deque<Visit> path = new ArrayDeque<>();
    path.push(visit(bad));
    while (!path.isEmpty()) {
      Visit top = path.element();
      if (top.next == top.parents.length) {
        add(top.commit, top.parents);
        path.pop();
      } else {
        int parent = top.parents[top.next];
        top.next++;
        if (ancestry.isCandidate(parent) && places[parent] == UNSEEN) {
          path.push(visit(parent));
        }
      }
    }
    return result();
  }

  /** Those on the first-parent line of bad; others are no candidates. */
  Candidates firstParentLine(int bad) throws IOException, DamagedCommitGraphException {
    Deque<Integer> line = new ArrayDeque<>();
    line.push(bad);
    int[] first = firstParent(bad);
    while (first.length > 0 && ancestry.isCandidate(first[0])) {
      line.push(first[0]);
      first = firstParent(first[0]);
    }
    for (int commit : line) {
      add(commit, firstParent(commit));
    }
    return result();
  }

  private int[] firstParent(int commit) throws IOException, DamagedCommitGraphException {
    int[] own = commits.parents(commit);
    return own.length > 1 ? Arrays.copyOf(own, 1) : own;
  }

  private Visit visit(int commit) throws IOException, DamagedCommitGraphException {
    places[commit] = OPEN;
    return new Visit(commit, commits.parents(commit));
  }

  private void add(int commit, int[] ownParents) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
      parents = Arrays.copyOf(parents, 2 * size);
    }
    int[] own = new int[ownParents.length];
    for (int number = 0; number < own.length; number++) {
      int place = places[ownParents[number]];
      own[number] = place > 0 ? place - 1 : Candidates.OUTSIDE;
    }
    numbers[size] = commit;
    parents[size] = own;
    size++;
    places[commit] = size;
  }

  private Candidates result() {
    return new Candidates(Arrays.copyOf(numbers, size), Arrays.copyOf(parents, size));
  }

  private static final class Visit {
    private final int commit;
    private final int[] parents;
    private int next;

    private Visit(int commit, int[] parents) {
      this.commit = commit;
      this.parents = parents;
    }
  }
}
