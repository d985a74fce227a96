package dev.halfspeed.history;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Finds what bad has and good lacks by walking back from both, newest first.
 *
 * <p>Commit times are a guide only. The walk from good goes on until it is {@link #SKEW_SECONDS}
 * older than the oldest candidate, so that a clock that was wrong by less than that cannot make a
 * candidate of a commit that good has. JGit's and git's own walks allow for a few commits instead.
 */
final class AncestryWalk {
  private static final int SKEW_SECONDS = 30 * 24 * 3600;
  private static final int NUMBER_BITS = 31;
  private static final long LAST_TIME = (1L << 32) - 1;

  private static final int OF_BAD = 1;
  private static final int OF_GOOD = 2;
  private static final int QUEUED = 4;
  private static final int ABOVE = 8;

  private final NumberedCommits commits;
  private byte[] flags;

  /** Times and numbers of commits in one, the newest first. */
  private final PriorityQueue<Long> queue = new PriorityQueue<>(Comparator.reverseOrder());

  private int[] popped = new int[1024];
  private int poppedEnd;
  private int candidatesQueued;
  private boolean met;

  /** Takes the commits to walk over. */
  AncestryWalk(NumberedCommits commits) {
    this.commits = commits;
    flags = new byte[commits.end()];
  }

  /** Walks back from both ends. To be called once. */
  void run(int good, int bad) throws IOException, DamagedCommitGraphException {
    reach(good, false, true);
    reach(bad, true, false);
    long oldest = Long.MAX_VALUE;
    Long entry;
    while ((entry = queue.poll()) != null) {
      int commit = commit(entry);
      boolean candidate = isCandidate(commit);
      flags[commit] &= ~QUEUED;
      if (candidate) {
        candidatesQueued--;
        oldest = Math.min(oldest, time(entry));
        keep(commit);
      } else if (candidatesQueued == 0 && met && time(entry) < oldest - SKEW_SECONDS) {
        return;
      }
      boolean ofBad = has(commit, OF_BAD);
      boolean ofGood = has(commit, OF_GOOD);
      for (int parent : commits.parents(commit)) {
        reach(parent, ofBad, ofGood);
      }
    }
  }

  /** Whether good and bad have any ancestor in common. */
  boolean related() {
    return met;
  }

  /** Whether this commit is an ancestor of bad and not of good. */
  boolean isCandidate(int commit) {
    return has(commit, OF_BAD) && !has(commit, OF_GOOD);
  }

  /** Whether this commit is an ancestor of good, as far as the walk went. */
  boolean isAncestorOfGood(int commit) {
    return has(commit, OF_GOOD);
  }

  /** Whether this commit was met at all. */
  boolean isKnown(int commit) {
    return has(commit, OF_BAD) || has(commit, OF_GOOD);
  }

  /** Whether this commit is an ancestor of both ends. */
  boolean isCommon(int commit) {
    return has(commit, OF_BAD) && has(commit, OF_GOOD);
  }

  /** The time of the oldest candidate, in seconds since 1970. */
  long oldestCandidate() throws IOException {
    long oldest = Long.MAX_VALUE;
    for (int place = 0; place < poppedEnd; place++) {
      if (isCandidate(popped[place])) {
        oldest = Math.min(oldest, commits.time(popped[place]));
      }
    }
    return oldest;
  }

  /**
   * The common ancestors that no other common ancestor has among its own ancestors. To be called
   * once, after {@link #run}.
   *
   * @param candidates all candidates; each merge base is the parent of one
   */
  List<Integer> mergeBases(int[] candidates) throws IOException, DamagedCommitGraphException {
    Set<Integer> bases = new LinkedHashSet<>();
    long oldest = Long.MAX_VALUE;
    for (int candidate : candidates) {
      for (int parent : commits.parents(candidate)) {
        if (isCommon(parent) && bases.add(parent)) {
          oldest = Math.min(oldest, commits.time(parent));
        }
      }
    }
    if (bases.size() > 1) {
      queue.clear();
      for (int base : bases) {
        queue.add(entry(base));
      }
      Long entry;
      while ((entry = queue.poll()) != null && time(entry) >= oldest - SKEW_SECONDS) {
        for (int parent : commits.parents(commit(entry))) {
          if (!has(parent, ABOVE)) {
            set(parent, ABOVE);
            queue.add(entry(parent));
          }
        }
      }
    }
    return bases.stream().filter(base -> !has(base, ABOVE)).toList();
  }

  private void reach(int commit, boolean fromBad, boolean fromGood) throws IOException {
    boolean nothingNew = (!fromBad || has(commit, OF_BAD)) && (!fromGood || has(commit, OF_GOOD));
    if (nothingNew) {
      return;
    }
    boolean wasQueued = has(commit, QUEUED);
    boolean wasCandidate = isCandidate(commit);
    set(commit, (fromBad ? OF_BAD : 0) | (fromGood ? OF_GOOD : 0));
    met |= isCommon(commit);
    if (wasQueued && wasCandidate && !isCandidate(commit)) {
      candidatesQueued--;
    }
    if (!wasQueued) {
      set(commit, QUEUED);
      queue.add(entry(commit));
    }
    boolean isNewCandidate = isCandidate(commit) && !(wasQueued && wasCandidate);
    if (isNewCandidate) {
      candidatesQueued++;
    }
  }

  private void keep(int commit) {
    if (poppedEnd == popped.length) {
      popped = Arrays.copyOf(popped, 2 * poppedEnd);
    }
    popped[poppedEnd] = commit;
    poppedEnd++;
  }

  private boolean has(int commit, int flag) {
    return commit < flags.length && (flags[commit] & flag) != 0;
  }

  private void set(int commit, int flag) {
    if (commit >= flags.length) {
      flags = Arrays.copyOf(flags, Math.max(commits.end(), flags.length + flags.length / 2));
    }
    flags[commit] |= (byte) flag;
  }

  private long entry(int commit) throws IOException {
    return Math.min(LAST_TIME, commits.time(commit)) << NUMBER_BITS | commit;
  }

  private static long time(long entry) {
    return entry >>> NUMBER_BITS;
  }

  private static int commit(long entry) {
    return (int) (entry & ((1L << NUMBER_BITS) - 1));
  }
}
