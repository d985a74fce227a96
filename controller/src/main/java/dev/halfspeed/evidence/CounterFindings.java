package dev.halfspeed.evidence;

import java.util.List;

/**
 * What the counters of two sides say.
 *
 * @param firstBoots that were compared, like {@code secondBoots}: those on machines that booted
 *     both sides
 * @param tested counters that could be compared
 * @param differences those that differ clearly, the one that says most first
 */
public record CounterFindings(
    int firstBoots, int secondBoots, int tested, List<CounterDifference> differences) {
  public CounterFindings {
    differences = List.copyOf(differences);
  }
}
