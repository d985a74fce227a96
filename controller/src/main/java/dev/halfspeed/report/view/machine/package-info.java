/** What is seen of machines: how they are, what they did day by day, and their checks. */
@NullMarked
package dev.halfspeed.report.view.machine;

import org.jspecify.annotations.NullMarked;
