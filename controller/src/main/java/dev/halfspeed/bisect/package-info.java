/**
 * A bisection from request to conclusion: checks it whole, keeps its journal, and drives machines
 * as the search decides.
 */
@NullMarked
package dev.halfspeed.bisect;

import org.jspecify.annotations.NullMarked;
