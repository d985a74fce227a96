/**
 * Jobs as detached process groups: their folders and events, the supervisor that runs one, and the
 * conversation with the controller.
 */
@NullMarked
package dev.halfspeed.worker.job;

import org.jspecify.annotations.NullMarked;
