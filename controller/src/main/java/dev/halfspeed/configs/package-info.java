/**
 * Which options of a kernel's configuration make a metric worse: compares two configurations, and
 * searches the options in which they differ. Pure: evidence goes in, the next step comes out.
 */
@NullMarked
package dev.halfspeed.configs;

import org.jspecify.annotations.NullMarked;
