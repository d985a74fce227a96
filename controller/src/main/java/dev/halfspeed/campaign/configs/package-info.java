/**
 * Which options of a configuration make a metric worse: a campaign that asks {@code
 * dev.halfspeed.configs}.
 */
@NullMarked
package dev.halfspeed.campaign.configs;

import org.jspecify.annotations.NullMarked;
