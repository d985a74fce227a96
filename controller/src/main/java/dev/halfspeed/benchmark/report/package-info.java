/** What contestants achieved, as tables, plots, JSON and a page. */
@NullMarked
package dev.halfspeed.benchmark.report;

import org.jspecify.annotations.NullMarked;
