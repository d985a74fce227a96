/** A config bisection in words: the text on pages and the terminal, the report in Markdown. */
@NullMarked
package dev.halfspeed.report.configs;

import org.jspecify.annotations.NullMarked;
