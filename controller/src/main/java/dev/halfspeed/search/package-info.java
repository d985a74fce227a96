/**
 * Decides what to measure next and what the measurements mean: the noisy search for one commit in a
 * DAG.
 *
 * <p>Everything here is a pure function of (candidates, settings, evidence, work in flight, seed):
 * no clock, thread, file, network or database, so the same journal gives the same decision, and a
 * simulator drives the very same code.
 */
@NullMarked
package dev.halfspeed.search;

import org.jspecify.annotations.NullMarked;
