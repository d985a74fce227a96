/**
 * What is to be done about regressions: pure. Rows and a time go into the {@link
 * dev.halfspeed.regression.reconcile.Reconciler}, the next actions come out.
 */
@NullMarked
package dev.halfspeed.regression.reconcile;

import org.jspecify.annotations.NullMarked;
