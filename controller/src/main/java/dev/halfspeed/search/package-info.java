/**
 * Decides what to measure next and what the measurements mean: the noisy search for one commit in a
 * DAG.
 *
 * <p>Everything here is a pure function of (candidates, settings, evidence, work in flight, seed):
 * no clock, thread, file, network or database, so the same journal gives the same decision, and a
 * simulator drives the very same code.
 *
 * <p>This package is all that others see: values, {@code Search} with its one implementation, and
 * {@code Plan}. The work is done in the packages below, each of which knows only those before it:
 * {@code graph}, {@code observation}, {@code noise}, {@code posterior}, {@code policy}.
 */
@NullMarked
package dev.halfspeed.search;

import org.jspecify.annotations.NullMarked;
