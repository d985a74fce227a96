package dev.halfspeed.benchmark.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Sums over the ancestors of every commit at once.
 *
 * <p>The ancestors of a commit are those of its first parent and the commits that it brings in
 * besides; these are listed once. In a history with merges all lists together are a few times as
 * long as the history.
 */
public final class HistorySums {
  /** The commit's first parent, or -1. */
  private final int[] first;

  /** What a merge brings in besides itself; null for what is no merge. */
  private final List<int[]> brought;

  HistorySums(ScenarioHistory ground) {
    int size = ground.size();
    first = new int[size];
    brought = new ArrayList<>(size);
    int[] mark = new int[size];
    for (int commit = 0; commit < size; commit++) {
      int[] parents = ground.parentsOf(commit);
      first[commit] = parents.length == 0 ? -1 : parents[0];
      brought.add(parents.length < 2 ? new int[0] : brought(ground, commit, mark));
    }
  }

  /** Walks back from the other parents until all that is left is known to the first. */
  private static int[] brought(ScenarioHistory ground, int merge, int[] mark) {
    int known = 2 * merge + 1;
    int news = 2 * merge;
    int[] parents = ground.parentsOf(merge);
    int open = 0;
    mark[parents[0]] = known;
    for (int index = 1; index < parents.length; index++) {
      if (mark[parents[index]] != known) {
        mark[parents[index]] = news;
        open++;
      }
    }
    var list = new ArrayList<Integer>();
    for (int commit = merge - 1; open > 0; commit--) {
      if (mark[commit] != known && mark[commit] != news) {
        continue;
      }
      boolean isKnown = mark[commit] == known;
      if (!isKnown) {
        open--;
        list.add(commit);
      }
      for (int parent : ground.parentsOf(commit)) {
        if (isKnown) {
          open -= mark[parent] == news ? 1 : 0;
          mark[parent] = known;
        } else if (mark[parent] != known && mark[parent] != news) {
          mark[parent] = news;
          open++;
        }
      }
    }
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** For each commit, the sum of the weights of itself and of all its ancestors. */
  public double[] of(double[] weights) {
    double[] sums = new double[first.length];
    for (int commit = 0; commit < sums.length; commit++) {
      double sum = weights[commit] + (first[commit] < 0 ? 0 : sums[first[commit]]);
      for (int other : brought.get(commit)) {
        sum += weights[other];
      }
      sums[commit] = sum;
    }
    return sums;
  }

  /** The commit itself and all its ancestors. */
  public BitSet ancestors(int commit) {
    var set = new BitSet(commit + 1);
    for (int at = commit; at >= 0; at = first[at]) {
      set.set(at);
      Arrays.stream(brought.get(at)).forEach(set::set);
    }
    return set;
  }

  /** From the oldest commit to the bad one, always by the first parent. */
  public int[] firstParentLine() {
    var line = new ArrayList<Integer>();
    for (int at = first.length - 1; at >= 0; at = first[at]) {
      line.add(at);
    }
    return line.reversed().stream().mapToInt(Integer::intValue).toArray();
  }
}
