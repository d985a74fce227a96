package dev.halfspeed.campaign.bisection;

import org.jspecify.annotations.Nullable;

/**
 * A request whose forecast is wanted; nothing is started for it.
 *
 * @param bisection the request
 * @param noise between boots, as a fraction; absent: from earlier bisections, or assumed
 * @param effect the change that is expected, as a fraction without its sign; absent: several
 */
public record PlanRequest(
    BisectionRequest bisection, @Nullable Double noise, @Nullable Double effect) {}
