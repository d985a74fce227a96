/** What the machine is and has. */
@NullMarked
package dev.halfspeed.worker.facts;

import org.jspecify.annotations.NullMarked;
