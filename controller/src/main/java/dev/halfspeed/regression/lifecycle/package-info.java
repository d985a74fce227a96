/**
 * What has happened to a regression and where it stands: its events, the states that they lead to,
 * what was asked of the lab, and the log that reads and adds events.
 */
@NullMarked
package dev.halfspeed.regression.lifecycle;

import org.jspecify.annotations.NullMarked;
