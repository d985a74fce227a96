/** Which commit made a metric worse: a campaign that asks the search. */
@NullMarked
package dev.halfspeed.campaign.bisection;

import org.jspecify.annotations.NullMarked;
