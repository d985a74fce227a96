package dev.halfspeed.store.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line about a comparison, as far as the store alone can tell.
 *
 * @param owner name of the principal who asked, or of what did by itself
 * @param variants JSON array of their names
 * @param boots that were measured and not disturbed
 * @param paused whether a person gives it no new work; never of one that has ended
 * @param message how it ended, for people; absent while it runs
 */
public record ComparisonRow(
    String id,
    String state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    String recipe,
    String metric,
    String variants,
    int boots,
    boolean paused,
    @Nullable String message) {}
