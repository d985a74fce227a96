/** A comparison in words: the report in Markdown and the text on the terminal. */
@NullMarked
package dev.halfspeed.report.comparison;

import org.jspecify.annotations.NullMarked;
