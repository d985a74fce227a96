package dev.halfspeed.search;

/**
 * Where a bisection stands, in short.
 *
 * @param phase what it is busy with
 * @param suspect the candidate that is most probable
 * @param probability its posterior probability
 * @param none posterior probability that there is no regression between the ends
 */
public record Standing(Assessment.Phase phase, int suspect, double probability, double none) {}
