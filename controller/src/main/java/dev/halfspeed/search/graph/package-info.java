/**
 * The history as a graph of numbers: ancestors, sums over them, and candidates that no test tells
 * apart.
 *
 * <p>Knows nothing of evidence, and nothing of any other package of the search. Large ranges, of a
 * hundred thousand commits, are made fast here and nowhere else.
 */
@NullMarked
package dev.halfspeed.search.graph;

import org.jspecify.annotations.NullMarked;
