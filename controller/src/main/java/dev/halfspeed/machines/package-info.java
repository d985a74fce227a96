/**
 * The machines that this controller has reached: connections, what each was when it was last looked
 * at, whether it may be used, and jobs that run there for nobody.
 */
@NullMarked
package dev.halfspeed.machines;

import org.jspecify.annotations.NullMarked;
