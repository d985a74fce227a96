/** Who may come in, and what they may do there; docs/adr/0027. */
@NullMarked
package dev.halfspeed.web.access;

import org.jspecify.annotations.NullMarked;
