package dev.halfspeed.benchmark.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Releases as the kernel makes them. In the merge window the mainline takes some eighty subsystem
 * branches, forked from points of the release before, with topics merged inside and now and then
 * the mainline merged back; after it come small branches of fixes, forked from recent points.
 */
final class MergeWindowHistory {
  /** Commits between two releases, about as many as the kernel has. */
  private static final int RELEASE = 14_000;

  /** Part of them that come in the merge window. */
  private static final double IN_WINDOW = 0.82;

  private static final double FIXES_LENGTH = 8;
  private static final double TOPIC_LENGTH = 5;
  private static final double BACK_MERGES = 0.003;

  private final GrowingHistory history;
  private final SplittableRandom random;
  private final List<Integer> mainline = new ArrayList<>(List.of(GrowingHistory.BEFORE));

  MergeWindowHistory(int commits, double merges, long seed) {
    history = new GrowingHistory(commits, merges, seed);
    random = history.random();
  }

  int[][] parents() {
    int lastRelease = 0;
    while (history.room() > 0) {
      int release = mainline.size() - 1;
      int windowEnds = history.size() + (int) (IN_WINDOW * Math.min(RELEASE, history.room()));
      int ends = history.size() + Math.min(RELEASE, history.room());
      while (history.size() < windowEnds) {
        int from = lastRelease + random.nextInt(release - lastRelease + 1);
        pull(mainline.get(from), subsystemLength());
      }
      while (history.size() < ends) {
        int back = Math.min(mainline.size(), history.length(10));
        pull(mainline.get(mainline.size() - back), history.length(FIXES_LENGTH));
      }
      lastRelease = release;
    }
    return history.parents();
  }

  /** Few subsystems are large: log-normal, with a median of 60 commits and a mean of 140. */
  private int subsystemLength() {
    return 1 + (int) Math.min(60 * Math.exp(1.3 * random.nextGaussian()), 2500);
  }

  private void pull(int from, int wanted) {
    int length = Math.min(wanted, history.room() - 1);
    if (length < 1) {
      mainline.add(history.commit(mainline.getLast()));
      return;
    }
    int tip = branch(from, length);
    mainline.add(history.merge(mainline.getLast(), tip));
  }

  /** A branch of exactly so many commits; its tip. */
  private int branch(int from, int length) {
    int end = history.size() + length;
    List<Integer> own = new ArrayList<>(List.of(from));
    while (history.size() < end) {
      int left = end - history.size();
      int topic = Math.min(history.length(TOPIC_LENGTH), left - 1);
      if (topic >= 1 && history.mergeIsDue(topic)) {
        int back = Math.min(own.size(), history.length(TOPIC_LENGTH));
        int tip = history.line(own.get(own.size() - back), topic);
        own.add(history.merge(own.getLast(), tip));
      } else if (own.size() > 1
          && mainline.getLast() > own.getFirst()
          && random.nextDouble() < BACK_MERGES) {
        own.add(history.merge(own.getLast(), mainline.getLast()));
      } else {
        own.add(history.commit(own.getLast()));
      }
    }
    return own.getLast();
  }
}
