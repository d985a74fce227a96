/** Commands that begin campaigns, show them and change their course. */
@NullMarked
package dev.halfspeed.cli.command.campaign;

import org.jspecify.annotations.NullMarked;
