package dev.halfspeed.jobs;

import dev.halfspeed.search.Revision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Jobs that one machine gave up by infrastructure faults, of builds or of boots: those that are not
 * explained until another commit has worked, or failed too, on that machine.
 */
final class OpenFailures {
  /**
   * So often may a commit fail where no other one can be tried on that machine, until that counts
   * as once more: over an hour, with the growing pauses between tries.
   */
  static final int ALONE = 40;

  private final Map<Revision, Integer> times = new HashMap<>();
  private final Map<Revision, Integer> alone = new HashMap<>();
  private final Map<Revision, Testability.Failure> open = new LinkedHashMap<>();
  private final Set<Revision> worked = new HashSet<>();

  /** A revision's job was given up. */
  void failed(Revision revision, Testability.Failure failure) {
    boolean isRepeated = open.remove(revision) != null;
    if (!isRepeated) {
      times.merge(revision, 1, Integer::sum);
      alone.remove(revision);
    } else if (open.isEmpty() && worked.stream().anyMatch(other -> !other.equals(revision))) {
      if (alone.merge(revision, 1, Integer::sum) % ALONE == 0) {
        times.merge(revision, 1, Integer::sum);
      }
    }
    open.put(revision, failure);
  }

  /** A revision has worked, so what failed is tried again: the machine can do it. */
  void worked(Revision revision) {
    worked.add(revision);
    times.remove(revision);
    open.clear();
    alone.clear();
  }

  /** It is known whose fault it was. */
  void explained(Revision revision) {
    open.remove(revision);
    times.remove(revision);
  }

  /** Failures since the revision last worked, as {@link FaultAttribution} counts them. */
  int times(Revision revision) {
    return times.getOrDefault(revision, 0);
  }

  /** Whether others have failed too since anything worked. */
  boolean othersFailed(Revision revision) {
    return open.size() > (open.containsKey(revision) ? 1 : 0);
  }

  /** Those that are not explained, the one that waits longest first. */
  List<Revision> revisions() {
    return List.copyOf(open.keySet());
  }

  /** How a revision failed, where that is not explained. */
  Optional<Testability.Failure> of(Revision revision) {
    return Optional.ofNullable(open.get(revision));
  }
}
