/** The JSON API: its table of calls, what each does, and its description. */
@NullMarked
package dev.halfspeed.web.api;

import org.jspecify.annotations.NullMarked;
