package dev.halfspeed.history;

import java.util.List;

/**
 * A commit with all that says whom it concerns.
 *
 * @param author such as "Ada &lt;ada@example.org&gt;"
 * @param message the whole of it
 * @param paths of the files that it changed from its first parent
 * @param maintainers the tree's MAINTAINERS file at this commit; empty where there is none
 */
public record CommitDetail(
    CommitInfo commit, String author, String message, List<String> paths, String maintainers) {
  public CommitDetail {
    paths = List.copyOf(paths);
  }
}
