package dev.halfspeed.history;

import dev.halfspeed.problem.NearestName;
import java.util.Collection;
import java.util.List;

/** The branches and tags that somebody may have meant. */
final class NearestNames {
  private NearestNames() {}

  /** At most three names, the nearest first. */
  static List<String> to(String revision, Collection<String> names) {
    List<String> ending = names.stream().filter(name -> name.endsWith("/" + revision)).toList();
    return ending.isEmpty()
        ? NearestName.allOf(revision, names)
        : ending.stream().limit(3).toList();
  }
}
