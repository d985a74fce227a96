package dev.halfspeed.comparison;

/** What a free machine should do. */
public sealed interface ComparisonStep {
  /** Boot a variant and measure it. */
  record Start(BlockBoot boot) implements ComparisonStep {}

  /** Nothing until something else comes back. */
  record Await() implements ComparisonStep {}

  /** Nothing any more: all pairs are decided, or the budget has no room for another block. */
  record Finish() implements ComparisonStep {}
}
