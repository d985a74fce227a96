/**
 * What looks for the culprit in a simulated world: Halfspeed's search, other tools' published
 * rules, and parts of the search switched off.
 */
@NullMarked
package dev.halfspeed.benchmark.strategy;

import org.jspecify.annotations.NullMarked;
