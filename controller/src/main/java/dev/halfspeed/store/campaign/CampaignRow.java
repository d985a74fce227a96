package dev.halfspeed.store.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a list of campaigns of all kinds, as far as the store alone can tell.
 *
 * @param machine that a check is about; absent otherwise
 * @param owner name of the principal who asked, or of what did by itself
 * @param repository the request's; absent where it names none
 * @param good the good revision of a bisection, or the known-good one of a check, as it was asked
 *     for
 * @param bad the bad revision of a bisection
 * @param variants JSON array of the names of a comparison's variants; empty array for other kinds
 * @param candidates how many commits were in a bisection's range
 * @param phase of a bisection's last decision that knew any evidence, like remaining
 * @param remaining candidates that were still possible then
 * @param ending the kind of its conclusion; absent while it runs, and where conclusions have none
 * @param message how it ended, for people; absent while it runs
 * @param paused whether a person gives it no new work; never of one that has ended
 * @param roles what the commit that was searched for is in it, in words of the store with commas
 *     between; absent where no commit was
 */
public record CampaignRow(
    String id,
    CampaignRecord.Kind kind,
    @Nullable String machine,
    String state,
    String owner,
    int priority,
    Instant createdAt,
    @Nullable Instant endedAt,
    @Nullable String repository,
    @Nullable String good,
    @Nullable String bad,
    String variants,
    @Nullable Integer candidates,
    @Nullable String recipe,
    @Nullable String metric,
    @Nullable String phase,
    @Nullable Integer remaining,
    @Nullable String ending,
    @Nullable String message,
    boolean paused,
    @Nullable String roles) {}
