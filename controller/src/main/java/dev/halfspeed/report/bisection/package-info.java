/** A bisection in words: the report in Markdown, the mail, git's own log. */
@NullMarked
package dev.halfspeed.report.bisection;

import org.jspecify.annotations.NullMarked;
