/** Commands for machines, labs and repositories. */
@NullMarked
package dev.halfspeed.cli.command.machine;

import org.jspecify.annotations.NullMarked;
