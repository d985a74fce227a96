/** Commands for recipes. */
@NullMarked
package dev.halfspeed.cli.command.recipe;

import org.jspecify.annotations.NullMarked;
