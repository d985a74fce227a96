package dev.halfspeed.comparison;

/**
 * What is known of two variants.
 *
 * @param first the one with the smaller number
 * @param second the other, whose difference from the first is told
 */
public record PairFinding(int first, int second, PairVerdict verdict) {}
