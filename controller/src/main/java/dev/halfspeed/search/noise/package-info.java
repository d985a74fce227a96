/**
 * The model of a measured boot: level of the machine, effect, luck of the layout, noise, outliers,
 * and changes of regime.
 *
 * <p>A model is fitted for each noise scale that may matter, found by a walk over a grid. It gives
 * the evidence of hypotheses in closed form; which of them is believed is not for it to say. The
 * formulas are in docs/model.md.
 */
@NullMarked
package dev.halfspeed.search.noise;

import org.jspecify.annotations.NullMarked;
