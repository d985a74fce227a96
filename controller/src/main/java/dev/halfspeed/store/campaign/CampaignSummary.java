package dev.halfspeed.store.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line about a campaign, as far as the store alone can tell.
 *
 * @param owner name of the principal who asked; empty where that was not kept
 * @param repository the request's
 * @param good the good revision, as it was asked for
 * @param bad the bad revision, likewise
 * @param candidates how many commits were in the range
 * @param phase of the last decision; absent before the first one that knew any evidence, like
 *     remaining
 * @param remaining candidates that were still possible then
 * @param ending the kind of its conclusion; absent while it runs
 * @param message how it ended, for people; absent while it runs
 * @param paused whether a person gives it no new work; never of one that has ended
 */
public record CampaignSummary(
    String id,
    String state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    String repository,
    String good,
    String bad,
    int candidates,
    String recipe,
    String metric,
    @Nullable String phase,
    @Nullable Integer remaining,
    @Nullable String ending,
    @Nullable String message,
    boolean paused) {}
