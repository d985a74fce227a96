package dev.halfspeed.comparison;

import java.util.Optional;
import java.util.OptionalInt;

/** What is known of a pair of variants. A verdict that is decided stays. */
public sealed interface PairVerdict {

  /**
   * They differ.
   *
   * @param difference its interval does not contain 0. It may be smaller than what matters
   */
  record Different(Difference difference) implements PairVerdict {}

  /**
   * They differ by less than what matters, which was shown, not assumed.
   *
   * @param difference its interval lies within what matters to both sides. Each end is held with
   *     the whole confidence of the pair, since the truth can lie beyond one end only
   */
  record Same(Difference difference) implements PairVerdict {}

  /**
   * Neither could be shown yet.
   *
   * @param difference what was seen so far; empty before there is an interval with two ends
   * @param bootsToGo boots of the two variants together that a verdict will probably take, as
   *     likely fewer as more; empty before the first block
   */
  record Undecided(Optional<Difference> difference, OptionalInt bootsToGo) implements PairVerdict {}

  /** One of the two can't be tested. */
  record Untested() implements PairVerdict {}
}
