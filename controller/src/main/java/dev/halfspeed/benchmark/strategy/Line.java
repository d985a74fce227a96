package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.ScenarioHistory;
import java.util.HashMap;
import java.util.Map;

/**
 * The first-parent line of a history, for tools that know no other. Position 0 is the oldest
 * commit, the last one the bad end.
 */
final class Line {
  private final int[] commits;
  private final Map<Integer, Integer> positions = new HashMap<>();

  Line(ScenarioHistory ground) {
    commits = ground.sums().firstParentLine();
    for (int position = 0; position < commits.length; position++) {
      positions.put(commits[position], position);
    }
  }

  int size() {
    return commits.length;
  }

  int commit(int position) {
    return commits[position];
  }

  int position(int commit) {
    Integer position = positions.get(commit);
    if (position == null) {
      throw new IllegalArgumentException("not on the first-parent line: " + commit);
    }
    return position;
  }

  /** The nearest position that is not known to be untestable; the bad end always is. */
  int nearestTestable(int position, Measurements readings) {
    for (int away = 0; away < commits.length; away++) {
      if (position - away >= 0 && !readings.isUntestable(commits[position - away])) {
        return position - away;
      }
      if (position + away < commits.length && !readings.isUntestable(commits[position + away])) {
        return position + away;
      }
    }
    return commits.length - 1;
  }
}
