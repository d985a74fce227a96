package dev.halfspeed.comparison;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a comparison has found out.
 *
 * @param pairs every pair of variants, by their numbers
 * @param boots measured so far
 * @param bootsToGo boots of all variants that the open pairs will probably take, as likely fewer as
 *     more, whatever the budget is; 0 when all is decided, empty before the first block
 */
public record ComparisonFindings(List<PairFinding> pairs, int boots, OptionalInt bootsToGo) {
  public ComparisonFindings {
    pairs = List.copyOf(pairs);
  }

  /** Whether no pair is open any more. */
  public boolean isDecided() {
    return pairs.stream().noneMatch(pair -> pair.verdict() instanceof PairVerdict.Undecided);
  }
}
