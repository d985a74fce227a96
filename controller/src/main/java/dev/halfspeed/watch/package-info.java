/**
 * Watches: new kernels are measured by themselves. What is to be done next is told by pure code
 * from rows ({@link dev.halfspeed.watch.Agenda}); a loop at the edge does it, through ports for git
 * and for campaigns, and may be killed anywhere.
 */
@NullMarked
package dev.halfspeed.watch;

import org.jspecify.annotations.NullMarked;
