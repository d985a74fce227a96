/** Recipes: the reproducers that are run on every boot, read from folders and checked. */
@NullMarked
package dev.halfspeed.recipe;

import org.jspecify.annotations.NullMarked;
