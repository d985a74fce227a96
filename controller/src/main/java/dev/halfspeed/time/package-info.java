/**
 * Time and threads as the controller uses them, so that a test can make both up and a bisection of
 * hours is played in milliseconds, the same way each time.
 */
@NullMarked
package dev.halfspeed.time;

import org.jspecify.annotations.NullMarked;
