package dev.halfspeed.benchmark.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A history in the making: commits are appended, and merges kept near the part that is wanted. */
final class GrowingHistory {
  /** Stands for every commit before the range. */
  static final int BEFORE = -1;

  private final int commits;
  private final double merges;
  private final SplittableRandom random;
  private final List<int[]> parents = new ArrayList<>();
  private int merged;

  /**
   * Begins empty.
   *
   * @param commits how many there shall be
   * @param merges part of them that shall be merges
   */
  GrowingHistory(int commits, double merges, long seed) {
    this.commits = commits;
    this.merges = merges;
    random = new SplittableRandom(seed);
  }

  int room() {
    return commits - parents.size();
  }

  int size() {
    return parents.size();
  }

  SplittableRandom random() {
    return random;
  }

  /** Appends a commit; its number. */
  int commit(int parent) {
    return add(parent);
  }

  /** Appends a merge; its number. */
  int merge(int first, int second) {
    merged++;
    return add(first, second);
  }

  /** Appends a line of commits; its last one. */
  int line(int from, int length) {
    int tip = from;
    for (int commit = 0; commit < length; commit++) {
      tip = commit(tip);
    }
    return tip;
  }

  /** Whether a topic of that length, merged now, keeps the merges' part as it should be. */
  boolean mergeIsDue(int topicLength) {
    return merged + 1 <= merges * (parents.size() + topicLength + 1);
  }

  /** A length of 1 or more, geometrically distributed. */
  int length(double mean) {
    int length = 1;
    while (random.nextDouble() > 1 / mean) {
      length++;
    }
    return length;
  }

  int[][] parents() {
    return parents.toArray(int[][]::new);
  }

  private int add(int... all) {
    parents.add(Arrays.stream(all).filter(parent -> parent != BEFORE).distinct().toArray());
    return parents.size() - 1;
  }
}
