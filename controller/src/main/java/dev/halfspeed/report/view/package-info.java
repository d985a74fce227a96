/**
 * What people and programs see of campaigns: the values behind the page, the command line and the
 * JSON API.
 */
@NullMarked
package dev.halfspeed.report.view;

import org.jspecify.annotations.NullMarked;
