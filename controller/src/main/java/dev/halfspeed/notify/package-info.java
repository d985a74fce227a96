/**
 * Delivers notices: by mail, to a webhook, to a command. Each is tried until it arrives or is given
 * up, and what became of it is kept. Knows nothing of regressions.
 */
@NullMarked
package dev.halfspeed.notify;

import org.jspecify.annotations.NullMarked;
