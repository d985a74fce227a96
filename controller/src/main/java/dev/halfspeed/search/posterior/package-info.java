/**
 * What the evidence says: the probability of each candidate, and what is believed of effect, noise
 * and levels.
 *
 * <p>A {@code Judgement} is made of numbers or of passes and failures; all above this package ask
 * the posterior, not the noise model. What a further boot would say is told here too, by the {@code
 * Channel}; whether it is worth its time is not.
 */
@NullMarked
package dev.halfspeed.search.posterior;

import org.jspecify.annotations.NullMarked;
