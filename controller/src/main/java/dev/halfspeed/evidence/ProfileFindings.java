package dev.halfspeed.evidence;

import java.util.List;

/**
 * What the profiles of two sides say.
 *
 * @param firstBoots profiles of one side, like {@code secondBoots}
 * @param firstSamples of processors that had something to do, like {@code secondSamples}
 * @param firstIdle share of the processors' time in which they had nothing to do, like {@code
 *     secondIdle}
 * @param firstOthers share of those samples whose stacks were rare and were put together, so that
 *     is not known in what they were, like {@code secondOthers}
 * @param dispersion how many times as large the variance between boots is as that of counting
 *     samples alone; at least 1
 * @param tested functions that were compared
 * @param symbols those that matter on either side: such as differ clearly first, the one that says
 *     most first
 */
public record ProfileFindings(
    int firstBoots,
    int secondBoots,
    long firstSamples,
    long secondSamples,
    double firstIdle,
    double secondIdle,
    double firstOthers,
    double secondOthers,
    double dispersion,
    int tested,
    List<SymbolDifference> symbols) {
  public ProfileFindings {
    symbols = List.copyOf(symbols);
  }

  /** How many functions differ clearly. */
  public int clear() {
    return (int) symbols.stream().filter(SymbolDifference::isClear).count();
  }
}
