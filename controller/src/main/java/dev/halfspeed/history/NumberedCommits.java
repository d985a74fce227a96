package dev.halfspeed.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdOwnerMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * The commits of a repository by numbers, so that a walk over a hundred thousand of them makes no
 * objects. Those in the commit-graph have their place in it as a number, and are not read
 * themselves; the others, such as those that are newer than the graph, have the numbers above in
 * the order in which they are met.
 */
final class NumberedCommits {
  private final RevWalk walk;
  private final @Nullable CommitGraph graph;
  private final int inGraph;
  private final ObjectIdOwnerMap<Other> numbers = new ObjectIdOwnerMap<>();
  private final List<Other> others = new ArrayList<>();

  /**
   * Takes where to read the commits.
   *
   * @param walk one that does nothing else
   * @param graph null to read every commit itself
   */
  NumberedCommits(RevWalk walk, @Nullable CommitGraph graph) {
    this.walk = walk;
    this.graph = graph;
    inGraph = graph == null ? 0 : graph.size();
    walk.setRetainBody(false);
  }

  /** The number of a commit. */
  int number(AnyObjectId id) {
    int place = graph == null ? -1 : graph.find(id);
    if (place >= 0) {
      return place;
    }
    Other other = numbers.get(id);
    if (other == null) {
      other = new Other(walk.lookupCommit(id), end());
      numbers.add(other);
      others.add(other);
    }
    return other.number;
  }

  /** All numbers that were given are below this one. */
  int end() {
    return inGraph + others.size();
  }

  /** The id of a commit. */
  ObjectId id(int number) {
    return graph != null && number < inGraph ? graph.id(number) : other(number).commit.copy();
  }

  /** The tree of a commit. */
  ObjectId tree(int number) throws IOException {
    return graph != null && number < inGraph ? graph.tree(number) : read(number).getTree().copy();
  }

  /** When a commit was made, in seconds since 1970. */
  long time(int number) throws IOException {
    return graph != null && number < inGraph
        ? graph.time(number)
        : Integer.toUnsignedLong(read(number).getCommitTime());
  }

  /** The numbers of a commit's parents, in its own order. Not to be changed. */
  int[] parents(int number) throws IOException, DamagedCommitGraphException {
    if (graph != null && number < inGraph) {
      return graph.parents(number);
    }
    Other other = other(number);
    if (other.parents == null) {
      RevCommit commit = read(number);
      int[] parents = new int[commit.getParentCount()];
      for (int place = 0; place < parents.length; place++) {
        parents[place] = number(commit.getParent(place));
      }
      other.parents = parents;
    }
    return other.parents;
  }

  private RevCommit read(int number) throws IOException {
    RevCommit commit = other(number).commit;
    walk.parseHeaders(commit);
    return commit;
  }

  private Other other(int number) {
    return others.get(number - inGraph);
  }

  private static final class Other extends ObjectIdOwnerMap.Entry {
    private final RevCommit commit;
    private final int number;
    private int @Nullable [] parents;

    private Other(RevCommit commit, int number) {
      super(commit);
      this.commit = commit;
      this.number = number;
    }
  }
}
