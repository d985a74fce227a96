package dev.halfspeed.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads commits with what they changed. */
final class CommitDetails {
  /** A commit that changes more concerns everybody. */
  private static final int MOST_PATHS = 200;

  private static final int MAINTAINERS_LIMIT = 4 << 20;

  private CommitDetails() {}

  static CommitDetail read(Repository repository, CommitInfo info) throws IOException {
    try (var walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(ObjectId.fromString(info.id()));
      PersonIdent author = commit.getAuthorIdent();
      return new CommitDetail(
          info,
          author == null ? "" : "%s <%s>".formatted(author.getName(), author.getEmailAddress()),
          commit.getFullMessage(),
          paths(repository, walk, commit),
          maintainers(repository, commit));
    }
  }

  static CommitText text(Repository repository, String id) throws IOException {
    try (var walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(ObjectId.fromString(id));
      PersonIdent author = commit.getAuthorIdent();
      return new CommitText(author == null ? "" : author.getName(), commit.getFullMessage());
    }
  }

  private static List<String> paths(Repository repository, RevWalk walk, RevCommit commit)
      throws IOException {
    var paths = new ArrayList<String>();
    try (var trees = new TreeWalk(repository)) {
      trees.setRecursive(true);
      trees.setFilter(TreeFilter.ANY_DIFF);
      if (commit.getParentCount() == 0) {
        trees.addTree(new EmptyTreeIterator());
      } else {
        trees.addTree(walk.parseCommit(commit.getParent(0)).getTree());
      }
      trees.addTree(commit.getTree());
      while (trees.next() && paths.size() < MOST_PATHS) {
        paths.add(trees.getPathString());
      }
    }
    return paths;
  }

  private static String maintainers(Repository repository, RevCommit commit) throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository, "MAINTAINERS", commit.getTree())) {
      return found == null
          ? ""
          : new String(
              repository.open(found.getObjectId(0)).getCachedBytes(MAINTAINERS_LIMIT),
              StandardCharsets.UTF_8);
    }
  }
}
