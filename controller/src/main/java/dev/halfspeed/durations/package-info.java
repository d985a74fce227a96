/** How long builds, boots and runs take, from the jobs that have ended. */
@NullMarked
package dev.halfspeed.durations;

import org.jspecify.annotations.NullMarked;
