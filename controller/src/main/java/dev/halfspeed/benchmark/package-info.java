/**
 * The benchmark of the search: worlds with a known culprit, a lab under a virtual clock, and the
 * contestants that look for it.
 *
 * <p>Every draw of chance is keyed by the world's seed and by what is drawn, never by the order of
 * the draws, so that all contestants meet the same luck and a run can be repeated from its seed.
 */
@NullMarked
package dev.halfspeed.benchmark;

import org.jspecify.annotations.NullMarked;
