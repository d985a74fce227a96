/**
 * The evidence as the model reads it: boots in columns, images numbered, disturbed runs left out
 * and the step of rounded values found.
 *
 * <p>Nothing is judged here but what a value is. What the values mean is for {@code noise} and
 * {@code posterior} to say.
 */
@NullMarked
package dev.halfspeed.search.observation;

import org.jspecify.annotations.NullMarked;
