/**
 * What stands behind a command's name: the options that several commands share, what their values
 * mean, and what is said about wrong ones.
 */
@NullMarked
package dev.halfspeed.cli.option;

import org.jspecify.annotations.NullMarked;
