/**
 * What controller and worker say to each other: requests, jobs, events and results as records,
 * written as one JSON object a line.
 *
 * <p>The conversation runs over the standard input and output of {@code worker serve}, started
 * through SSH. The worker process that serves a connection holds no job: every job is a detached
 * process group with a folder of its own, so a connection may drop, and the next one follows the
 * job from the last event number that was seen.
 */
@NullMarked
package dev.halfspeed.worker.protocol;

import org.jspecify.annotations.NullMarked;
