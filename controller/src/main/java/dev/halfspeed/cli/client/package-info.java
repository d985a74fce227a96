/**
 * The way to a controller: its API over HTTP, the one that runs on a state directory, the one that
 * is started in this process, tokens, and what is around the command.
 */
@NullMarked
package dev.halfspeed.cli.client;

import org.jspecify.annotations.NullMarked;
