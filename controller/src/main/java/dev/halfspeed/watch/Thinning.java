package dev.halfspeed.watch;

import dev.halfspeed.store.watch.WatchPointRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a backlog is not measured, so that the rest is measured soon: of a line with too many
 * waiting points, again and again that one whose neighbours are nearest to each other, so that
 * those which stay are spread evenly. The newest stays always.
 */
final class Thinning {
  private Thinning() {}

  /** A point that is dropped, and why. */
  record Drop(WatchPointRecord point, String reason) {}

  /**
   * What is dropped.
   *
   * @param waiting points that wait, by number
   * @param most how many may wait of each line and recipe
   * @param rebuilt lines whose older commits are no part of the tree any more
   */
  static List<Drop> of(List<WatchPointRecord> waiting, int most, Set<String> rebuilt) {
    Map<String, List<WatchPointRecord>> queues = new LinkedHashMap<>();
    for (WatchPointRecord point : waiting) {
      queues
          .computeIfAbsent(point.workload() + " " + point.line(), ignored -> new ArrayList<>())
          .add(point);
    }
    var drops = new ArrayList<Drop>();
    for (List<WatchPointRecord> queue : queues.values()) {
      String line = queue.getFirst().line();
      if (rebuilt.contains(line)) {
        queue
            .subList(0, queue.size() - 1)
            .forEach(point -> drops.add(new Drop(point, line + " was rebuilt since")));
      } else {
        int before = queue.size();
        while (queue.size() > most) {
          drops.add(
              new Drop(
                  queue.remove(densest(queue)),
                  "thinned: %d points of %s waited, and %d may (--backlog)"
                      .formatted(before, line, most)));
        }
      }
    }
    return List.copyOf(drops);
  }

  /**
   * The place that is nearest to the one before it, the oldest of equals. Never the newest, nor the
   * oldest, which is the next to be measured, unless there are no others.
   */
  private static int densest(List<WatchPointRecord> queue) {
    int densest = 0;
    long least = Long.MAX_VALUE;
    for (int place = 1; place < queue.size() - 1; place++) {
      long gap = queue.get(place).sequence() - queue.get(place - 1).sequence();
      if (gap < least) {
        least = gap;
        densest = place;
      }
    }
    return densest;
  }
}
