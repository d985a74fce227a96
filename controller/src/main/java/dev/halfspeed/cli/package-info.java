/**
 * The command line. It asks a controller over HTTP for everything but advice, which needs none: one
 * that runs already, or one that it starts in its own process.
 */
@NullMarked
package dev.halfspeed.cli;

import org.jspecify.annotations.NullMarked;
