/** Where a run spends its time: perf beside it, and what its samples say. */
@NullMarked
package dev.halfspeed.worker.profile;

import org.jspecify.annotations.NullMarked;
