package dev.halfspeed.report.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bisection as a line of a list.
 *
 * @param owner who asked for it; empty where that was not kept
 */
public record BisectionSummary(
    String id,
    BisectionView.State state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    String repository,
    String good,
    String bad,
    String recipe,
    String metric,
    String phase,
    int remaining,
    @Nullable String conclusion) {}
