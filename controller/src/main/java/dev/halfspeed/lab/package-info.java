/**
 * The machines of a lab: their descriptions in a lab file, the machine at hand, and what may run on
 * one at a time.
 */
@NullMarked
package dev.halfspeed.lab;

import org.jspecify.annotations.NullMarked;
