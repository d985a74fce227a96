/** One call of the command line: the way to a controller, staying with a campaign. */
@NullMarked
package dev.halfspeed.cli.session;

import org.jspecify.annotations.NullMarked;
