/**
 * What people see of a bisection: views for the page, the command line and JSON, and the report.
 */
@NullMarked
package dev.halfspeed.report;

import org.jspecify.annotations.NullMarked;
