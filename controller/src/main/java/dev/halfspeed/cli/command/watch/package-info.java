/** Commands for watches, alarms, regressions and notices. */
@NullMarked
package dev.halfspeed.cli.command.watch;

import org.jspecify.annotations.NullMarked;
