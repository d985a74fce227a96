/** Errors that a user can act on: what happened, and what to do next. */
@NullMarked
package dev.halfspeed.problem;

import org.jspecify.annotations.NullMarked;
