package dev.halfspeed.history;

import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out the commits that change nothing below some paths, as {@code git rev-list -- PATH} does
 * by default: a merge that took its paths from one parent as they were is followed to that parent
 * only.
 */
final class PathSimplifier implements AutoCloseable {
  private static final int EVERY_CANDIDATE_PARENT = -2;

  private final NumberedCommits commits;
  private final int good;
  private final TreeWalk trees;

  /** Takes the paths, from the top of the tree, at least one. */
  PathSimplifier(ObjectReader reader, NumberedCommits commits, int good, List<String> paths) {
    this.commits = commits;
    this.good = good;
    trees = new TreeWalk(reader);
    trees.setRecursive(true);
    trees.setFilter(
        AndTreeFilter.create(PathFilterGroup.createFromStrings(paths), TreeFilter.ANY_DIFF));
  }

  /**
   * For each candidate the one that stands for it: itself when it is kept, otherwise the nearest
   * kept ancestor, or {@link Candidates#OUTSIDE} where what is left of this line lies on the good
   * side. Candidates that the last one does not need stand for nothing.
   */
  int[] representatives(Candidates candidates) throws IOException, DamagedCommitGraphException {
    int size = candidates.numbers().length;
    int[] follow = new int[size];
    boolean[] needed = new boolean[size];
    needed[size - 1] = true;
    for (int child = size - 1; child >= 0; child--) {
      if (needed[child]) {
        follow[child] = follow(candidates.numbers()[child], candidates.parents()[child]);
        for (int parent : candidates.parents()[child]) {
          if (parent != Candidates.OUTSIDE
              && (follow[child] == EVERY_CANDIDATE_PARENT || follow[child] == parent)) {
            needed[parent] = true;
          }
        }
      }
    }
    int[] representatives = new int[size];
    for (int child = 0; child < size; child++) {
      if (!needed[child] || follow[child] == Candidates.OUTSIDE) {
        representatives[child] = Candidates.OUTSIDE;
      } else if (follow[child] == EVERY_CANDIDATE_PARENT) {
        representatives[child] = child;
      } else {
        representatives[child] = representatives[follow[child]];
      }
    }
    return representatives;
  }

  /** Whether any of the paths exists in this tree. */
  boolean existsIn(AnyObjectId tree) throws IOException {
    return differs(null, tree);
  }

  @Override
  public void close() {
    trees.close();
  }

  private int follow(int commit, int[] parents) throws IOException, DamagedCommitGraphException {
    ObjectId tree = commits.tree(commit);
    if (parents.length == 0) {
      return differs(null, tree) ? EVERY_CANDIDATE_PARENT : Candidates.OUTSIDE;
    }
    boolean relevantDiffers = false;
    boolean outsideDiffers = false;
    int[] ownParents = commits.parents(commit);
    for (int number = 0; number < parents.length; number++) {
      boolean differs = differs(commits.tree(ownParents[number]), tree);
      // As to git, good itself explains a state, and what lies beside and before it does not.
      if (parents[number] == Candidates.OUTSIDE && ownParents[number] != good) {
        outsideDiffers |= differs;
      } else if (differs) {
        relevantDiffers = true;
      } else {
        return parents[number];
      }
    }
    return relevantDiffers || outsideDiffers ? EVERY_CANDIDATE_PARENT : Candidates.OUTSIDE;
  }

  private boolean differs(@Nullable AnyObjectId before, AnyObjectId after) throws IOException {
    if (before != null && before.equals(after)) {
      return false;
    }
    trees.reset();
    if (before == null) {
      trees.addTree(new EmptyTreeIterator());
    } else {
      trees.addTree(before);
    }
    trees.addTree(after);
    return trees.next();
  }
}
