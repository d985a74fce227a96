/**
 * Machines, labs and repositories by name, with leases and what is known of each machine's health.
 */
@NullMarked
package dev.halfspeed.store.machine;

import org.jspecify.annotations.NullMarked;
