/** Which of several variants is faster: a campaign that asks {@code dev.halfspeed.comparison}. */
@NullMarked
package dev.halfspeed.campaign.comparison;

import org.jspecify.annotations.NullMarked;
