/**
 * What a free slot does next, and when the search ends: calibration of the ends, the choice of the
 * next test, the proof of a culprit, the rules for a conclusion, and the forecast.
 *
 * <p>All of it is decided from the posterior and the work under way. {@code SearchState} puts the
 * parts together; {@code SlotPolicy} takes one decision from it.
 */
@NullMarked
package dev.halfspeed.search.policy;

import org.jspecify.annotations.NullMarked;
