package dev.halfspeed.history;

import java.util.List;

/**
 * Which commits between good and bad are candidates.
 *
 * @param firstParent only those on the first-parent line of bad: the culprit named is then a merge,
 *     or a commit made on that line
 * @param paths only those that touch one of these files or folders, named from the top of the tree;
 *     empty: all
 */
public record RangeOptions(boolean firstParent, List<String> paths) {
  public RangeOptions {
    paths = List.copyOf(paths);
  }

  /** Every commit between good and bad. */
  public static RangeOptions everything() {
    return new RangeOptions(false, List.of());
  }
}
