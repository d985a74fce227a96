package dev.halfspeed.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Finds what bad has and good lacks by walking back from both, newest first.
 *
 * <p>Commit times are a guide only. The walk from good goes on until it is {@link #SKEW_SECONDS}
 * older than the oldest candidate, so that a clock that was wrong by less than that cannot make a
 * candidate of a commit that good has. JGit's and git's own walks allow for a few commits instead.
 */
final class AncestryWalk {
  private static final int SKEW_SECONDS = 30 * 24 * 3600;

  private final RevWalk walk;
  private final RevFlag ofBad;
  private final RevFlag ofGood;
  private final RevFlag queued;
  private final RevFlag above;
  private final PriorityQueue<RevCommit> queue =
      new PriorityQueue<>((a, b) -> Integer.compareUnsigned(b.getCommitTime(), a.getCommitTime()));
  private final List<RevCommit> popped = new ArrayList<>();
  private int candidatesQueued;
  private boolean met;

  /** Takes a walk that does nothing else. */
  AncestryWalk(RevWalk walk) {
    this.walk = walk;
    ofBad = walk.newFlag("bad");
    ofGood = walk.newFlag("good");
    queued = walk.newFlag("queued");
    above = walk.newFlag("above");
  }

  /** Walks back from both ends. To be called once. */
  void run(RevCommit good, RevCommit bad) throws IOException {
    reach(good, false, true);
    reach(bad, true, false);
    long oldest = Long.MAX_VALUE;
    RevCommit commit;
    while ((commit = queue.poll()) != null) {
      boolean candidate = isCandidate(commit);
      commit.remove(queued);
      if (candidate) {
        candidatesQueued--;
        oldest = Math.min(oldest, time(commit));
        popped.add(commit);
      } else if (candidatesQueued == 0 && met && time(commit) < oldest - SKEW_SECONDS) {
        return;
      }
      for (RevCommit parent : commit.getParents()) {
        reach(parent, commit.has(ofBad), commit.has(ofGood));
      }
    }
  }

  /** Whether good and bad have any ancestor in common. */
  boolean related() {
    return met;
  }

  /** Whether this commit is an ancestor of bad and not of good. */
  boolean isCandidate(RevCommit commit) {
    return commit.has(ofBad) && !commit.has(ofGood);
  }

  /** Whether this commit is an ancestor of good, as far as the walk went. */
  boolean isAncestorOfGood(RevCommit commit) {
    return commit.has(ofGood);
  }

  /** Whether this commit was met at all. */
  boolean isKnown(RevCommit commit) {
    return commit.has(ofBad) || commit.has(ofGood);
  }

  /** Whether this commit is an ancestor of both ends. */
  boolean isCommon(RevCommit commit) {
    return commit.has(ofBad) && commit.has(ofGood);
  }

  /** The time of the oldest candidate, in seconds since 1970. */
  long oldestCandidate() {
    long oldest = Long.MAX_VALUE;
    for (RevCommit commit : popped) {
      if (isCandidate(commit)) {
        oldest = Math.min(oldest, time(commit));
      }
    }
    return oldest;
  }

  /** A commit's time in seconds since 1970. */
  static long time(RevCommit commit) {
    return Integer.toUnsignedLong(commit.getCommitTime());
  }

  /**
   * The common ancestors that no other common ancestor has among its own ancestors. To be called
   * once, after {@link #run}.
   *
   * @param candidates all candidates; each merge base is the parent of one
   */
  List<ObjectId> mergeBases(List<RevCommit> candidates) throws IOException {
    Set<RevCommit> bases = new LinkedHashSet<>();
    long oldest = Long.MAX_VALUE;
    for (RevCommit candidate : candidates) {
      for (RevCommit parent : candidate.getParents()) {
        if (isCommon(parent) && bases.add(parent)) {
          oldest = Math.min(oldest, time(parent));
        }
      }
    }
    if (bases.size() > 1) {
      queue.clear();
      queue.addAll(bases);
      RevCommit commit;
      while ((commit = queue.poll()) != null && time(commit) >= oldest - SKEW_SECONDS) {
        for (RevCommit parent : commit.getParents()) {
          if (!parent.has(above)) {
            walk.parseHeaders(parent);
            parent.add(above);
            queue.add(parent);
          }
        }
      }
    }
    return bases.stream().filter(base -> !base.has(above)).map(RevCommit::copy).toList();
  }

  private void reach(RevCommit commit, boolean fromBad, boolean fromGood) throws IOException {
    boolean nothingNew = (!fromBad || commit.has(ofBad)) && (!fromGood || commit.has(ofGood));
    if (nothingNew) {
      return;
    }
    walk.parseHeaders(commit);
    boolean wasQueued = commit.has(queued);
    boolean wasCandidate = isCandidate(commit);
    if (fromBad) {
      commit.add(ofBad);
    }
    if (fromGood) {
      commit.add(ofGood);
    }
    met |= isCommon(commit);
    if (wasQueued && wasCandidate && !isCandidate(commit)) {
      candidatesQueued--;
    }
    if (!wasQueued) {
      commit.add(queued);
      queue.add(commit);
    }
    boolean isNewCandidate = isCandidate(commit) && !(wasQueued && wasCandidate);
    if (isNewCandidate) {
      candidatesQueued++;
    }
  }
}
