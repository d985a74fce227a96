/**
 * The command line. It asks a controller over HTTP for everything but advice, which needs none: one
 * that runs already, or one that it starts in its own process.
 *
 * <p>This package has the process. The work is done in the packages below, each of which knows only
 * those before it: {@code terminal}, {@code client}, {@code option}, {@code command}.
 */
@NullMarked
package dev.halfspeed.cli;

import org.jspecify.annotations.NullMarked;
