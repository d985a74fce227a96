/** What is seen of watches: their settings, points and series. */
@NullMarked
package dev.halfspeed.report.view.watch;

import org.jspecify.annotations.NullMarked;
