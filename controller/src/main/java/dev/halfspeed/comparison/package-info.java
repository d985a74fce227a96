/**
 * Compares variants: which of them differ, which are the same within what matters, and what to boot
 * next to find out.
 *
 * <p>Boots come in blocks. A block is done on one machine; in it each variant that is still
 * compared is booted twice, in an order drawn by lot. That order is all that the verdicts rest on:
 * if two variants are the same, then who of them got which boots of a block was decided by the lot
 * and by nothing else, whatever the machine did meanwhile. See
 * docs/adr/0018-comparisons-bet-on-the-lot.md.
 *
 * <p>Everything here is a function of the settings and of the evidence in its order: no clock,
 * thread, file, network or database.
 */
@NullMarked
package dev.halfspeed.comparison;

import org.jspecify.annotations.NullMarked;
