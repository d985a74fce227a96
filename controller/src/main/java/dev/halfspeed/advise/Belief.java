package dev.halfspeed.advise;

import dev.halfspeed.search.Revision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which failures are believed. A reproducer may stumble, so its failure counts the second time; and
 * a revision that has been measured can be tested, so that failures there count only when they come
 * again and again, as in bisections (docs/adr/0014).
 */
final class Belief {
  private static final int OF_THE_REPRODUCER = 2;
  private static final int AFTER_A_MEASUREMENT = 4;

  private final Set<Revision> measured = new HashSet<>();
  private final Map<Revision, Integer> failures = new HashMap<>();

  void measured(Revision revision) {
    measured.add(revision);
    failures.remove(revision);
  }

  /** Whether a revision's failure is evidence. */
  boolean isBelieved(Revision revision, boolean ofTheReproducer) {
    int needed =
        measured.contains(revision) ? AFTER_A_MEASUREMENT : ofTheReproducer ? OF_THE_REPRODUCER : 1;
    return failures.merge(revision, 1, Integer::sum) >= needed;
  }
}
