/** The tree of commands, and those that belong to no group. */
@NullMarked
package dev.halfspeed.cli.command;

import org.jspecify.annotations.NullMarked;
