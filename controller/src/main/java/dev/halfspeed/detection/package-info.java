/**
 * Finds changes in a series of measurements: where the level, the spread or the share of far-off
 * values changed, how sure that is and how large it is. See docs/watch.md for the words and
 * docs/model.md for the formulas.
 *
 * <p>A {@link dev.halfspeed.detection.SeriesDetector} takes the points of one series as they come.
 * A {@link dev.halfspeed.detection.Detector} reads whole series, one or many at once; over many it
 * holds the share of false discoveries.
 *
 * <p>Everything here is a function of the settings and of the points in their order: no clock,
 * thread, file, network or database.
 */
@NullMarked
package dev.halfspeed.detection;

import org.jspecify.annotations.NullMarked;
