/**
 * Who may use a controller: tokens with roles, and a log of every write. What they let somebody do
 * over HTTP is decided in {@code web}.
 */
@NullMarked
package dev.halfspeed.access;

import org.jspecify.annotations.NullMarked;
