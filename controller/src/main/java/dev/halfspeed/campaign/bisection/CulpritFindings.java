package dev.halfspeed.campaign.bisection;

import dev.halfspeed.search.Conclusion;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the kernels of a culprit tell besides their numbers.
 *
 * @param options what was found out about those that changed with it
 * @param onlyMoved whether it and what was before it have the same functions and data
 */
record CulpritFindings(
    Function<Conclusion.Culprit, Optional<BisectionEnding.Options>> options,
    Predicate<Conclusion.Culprit> onlyMoved) {
  /** Where nothing is known. */
  static final CulpritFindings NONE = new CulpritFindings(_ -> Optional.empty(), _ -> false);
}
