/**
 * The commands, a class each, and what they have in common: a session with a controller, staying
 * with a campaign to its end, exit codes.
 */
@NullMarked
package dev.halfspeed.cli.command;

import org.jspecify.annotations.NullMarked;
