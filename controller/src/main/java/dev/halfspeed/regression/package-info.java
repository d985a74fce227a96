/**
 * Makes regressions of alarms, whoever raised them: gathers those of one change, has them confirmed
 * and bisected, writes notices of what becomes of them, and closes them when the metric is well
 * again. {@link dev.halfspeed.regression.Regressions} is the way in; it joins the rooms below:
 * {@code lifecycle} (what has happened to a regression), {@code reconcile} (what is to be done),
 * {@code view} (how it is seen) and {@code notice} (what is told of it).
 *
 * <p>Rows are all the state (docs/adr/0020). {@link dev.halfspeed.regression.reconcile.Reconciler}
 * is pure: rows and a time go in, what is to be done comes out.
 */
@NullMarked
package dev.halfspeed.regression;

import org.jspecify.annotations.NullMarked;
