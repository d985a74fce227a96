/** The program that runs on a lab machine. */
@NullMarked
package dev.halfspeed.worker;

import org.jspecify.annotations.NullMarked;
