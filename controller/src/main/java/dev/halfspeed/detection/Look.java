package dev.halfspeed.detection;

import java.util.Optional;

/**
 * One look at a series, after a new point.
 *
 * @param position of that point
 * @param pValue the probability of such evidence of a change or more in one look at a series
 *     without one; 1 where there is hardly any
 * @param proposed the change that the tests agree on, if they do. It becomes one of the series only
 *     when it is accepted
 */
public record Look(int position, double pValue, Optional<Change> proposed) {}
