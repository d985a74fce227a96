/** Alarms, the regressions that they became, and the notices sent of them. */
@NullMarked
package dev.halfspeed.store.regression;

import org.jspecify.annotations.NullMarked;
