/**
 * Reaches a machine's worker: what a client of one can do, what its session is, and what is wrong
 * with a machine when it fails. How it is reached is below: over SSH, and through a machine's own
 * boots.
 */
@NullMarked
package dev.halfspeed.agent;

import org.jspecify.annotations.NullMarked;
