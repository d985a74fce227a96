package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Histories for tests. */
public final class TestDags {
  private TestDags() {}

  /** A line of commits. */
  public static CandidateDag chain(int size) {
    int[][] parents = new int[size][];
    for (int commit = 0; commit < size; commit++) {
      parents[commit] = commit == 0 ? new int[0] : new int[] {commit - 1};
    }
    return CandidateDag.of(parents);
  }

  /** A history with topic branches that are merged, about one commit in so many a merge. */
  public static CandidateDag history(int size, int mergeEvery, long seed) {
    var random = new SplittableRandom(seed);
    var parents = new ArrayList<int[]>();
    int tip = -1;
    while (parents.size() < size) {
      int left = size - parents.size();
      if (left > 3 && random.nextInt(mergeEvery) == 0) {
        int back = Math.max(-1, tip - random.nextInt(1 + Math.max(1, tip + 1)));
        int topic = back;
        int length = 1 + random.nextInt(Math.min(left - 2, 6));
        for (int commit = 0; commit < length; commit++) {
          parents.add(topic < 0 ? new int[0] : new int[] {topic});
          topic = parents.size() - 1;
        }
        parents.add(tip < 0 ? new int[] {topic} : new int[] {tip, topic});
      } else {
        parents.add(tip < 0 ? new int[0] : new int[] {tip});
      }
      tip = parents.size() - 1;
    }
    return CandidateDag.of(parents.toArray(int[][]::new));
  }

  /** Every DAG of that many commits whose last one contains all the others. */
  public static List<CandidateDag> all(int size) {
    var dags = new ArrayList<CandidateDag>();
    int edges = size * (size - 1) / 2;
    for (int chosen = 0; chosen < 1 << edges; chosen++) {
      int[][] parents = new int[size][];
      int edge = 0;
      for (int child = 0; child < size; child++) {
        var mine = new ArrayList<Integer>();
        for (int parent = 0; parent < child; parent++) {
          if ((chosen & (1 << edge++)) != 0) {
            mine.add(parent);
          }
        }
        parents[child] = mine.stream().mapToInt(Integer::intValue).toArray();
      }
      boolean[] reached = new boolean[size];
      reached[size - 1] = true;
      for (int[] each : parents) {
        for (int parent : each) {
          reached[parent] = true;
        }
      }
      boolean connected = true;
      for (boolean one : reached) {
        connected &= one;
      }
      if (connected) {
        dags.add(CandidateDag.of(parents));
      }
    }
    return dags;
  }
}
