package dev.halfspeed.jobs;

import dev.halfspeed.search.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For how long a conclusion waits for machines that could settle its doubts: begun anew with each
 * other set of doubts. Used by one thread.
 */
final class ConclusionWait {
  static final Duration LIMIT = Duration.ofHours(1);

  private Set<Key> waitedFor = Set.of();

  /** Since when, on a clock that never goes back, in nanoseconds. */
  private long since;

  /** What a doubt is about, however its failure is worded. */
  private record Key(Revision revision, String machine) {}

  /**
   * Waits for these from now on, unless it does already.
   *
   * @param now on a clock that never goes back, in nanoseconds
   * @return whether it begins to wait
   */
  boolean begins(List<Testability.Doubt> doubts, long now) {
    Set<Key> keys =
        doubts.stream()
            .map(doubt -> new Key(doubt.revision(), doubt.machine()))
            .collect(Collectors.toSet());
    if (keys.equals(waitedFor)) {
      return false;
    }
    waitedFor = keys;
    since = now;
    return true;
  }

  /** Nothing is waited for. */
  void ends() {
    waitedFor = Set.of();
  }

  /** Whether what is waited for was waited for long enough. */
  boolean isOver(long now) {
    return now - since >= LIMIT.toNanos();
  }
}
