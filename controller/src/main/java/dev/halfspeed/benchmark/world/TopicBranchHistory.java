package dev.halfspeed.benchmark.world;

import java.util.ArrayList;
import java.util.List;

/**
 * A mainline into which short topic branches are merged, forked a little or a long way back; the
 * other commits go straight to the mainline.
 */
final class TopicBranchHistory {
  /** Part of the plain commits that come through a topic. */
  private static final double ON_TOPICS = 0.7;

  /** Topics do not grow any longer where merges are rarer. */
  private static final double RAREST = 0.005;

  /** Most topics fork from so many mainline commits back, on average. */
  private static final double FORKED_BACK = 30;

  private final GrowingHistory history;
  private final double topicLength;

  TopicBranchHistory(int commits, double merges, long seed) {
    history = new GrowingHistory(commits, merges, seed);
    topicLength = Math.max(1, ON_TOPICS * (1 / Math.max(merges, RAREST) - 1));
  }

  int[][] parents() {
    List<Integer> mainline = new ArrayList<>(List.of(GrowingHistory.BEFORE));
    int length = history.length(topicLength);
    while (history.room() > 0) {
      if (history.room() > length && history.mergeIsDue(length)) {
        int back = Math.min(mainline.size(), history.length(FORKED_BACK));
        int topic = history.line(mainline.get(mainline.size() - back), length);
        mainline.add(history.merge(mainline.getLast(), topic));
        length = history.length(topicLength);
      } else {
        mainline.add(history.commit(mainline.getLast()));
      }
      length = Math.min(length, Math.max(1, history.room() - 1));
    }
    return history.parents();
  }
}
