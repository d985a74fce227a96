/** Parsers: what a run of a recipe leaves behind, and the numbers in it. */
@NullMarked
package dev.halfspeed.worker.results;

import org.jspecify.annotations.NullMarked;
