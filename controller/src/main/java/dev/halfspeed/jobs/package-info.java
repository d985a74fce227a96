/**
 * Jobs of any campaign: ordered, started, followed, tried again, and written down with what they
 * tell. One retry policy and one log for all kinds. Never knows a campaign.
 */
@NullMarked
package dev.halfspeed.jobs;

import org.jspecify.annotations.NullMarked;
