package dev.halfspeed.evidence;

/**
 * Something to look at: never a proof.
 *
 * @param difference seen from the faster side to the slower one
 */
public record Hint(HintRule rule, CounterDifference difference) {}
