package dev.halfspeed.evidence;

/**
 * Something to look at: never a proof.
 *
 * @param time seen from the faster side to the slower one
 */
public record ProfileHint(ProfileRule rule, ShareDifference time) {}
