package dev.halfspeed.advise;

import dev.halfspeed.search.Revision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which failures are believed. A reproducer may stumble, so its failure counts the second time; and
 * a revision that has been measured can be tested, so that a failure there counts only when it
 * comes again.
 */
final class Belief {
  private final Set<Revision> measured = new HashSet<>();
  private final Set<Revision> failedSince = new HashSet<>();
  private final Map<Revision, Integer> stumbles = new HashMap<>();

  void measured(Revision revision) {
    measured.add(revision);
  }

  /** Whether a revision's failure is evidence. */
  boolean isBelieved(Revision revision, boolean ofTheReproducer) {
    if (ofTheReproducer && stumbles.merge(revision, 1, Integer::sum) < 2) {
      return false;
    }
    return !measured.contains(revision) || !failedSince.add(revision);
  }
}
