package dev.halfspeed.detection;

/**
 * How likely a change lies between a point and the one before it.
 *
 * @param position of the later point in its series, from 1
 * @param probability given that there is one change nearby
 */
public record GapProbability(int position, double probability) {}
