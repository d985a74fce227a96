package dev.halfspeed.report.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comparison as a line of a list.
 *
 * @param owner who asked for it; empty where that was not kept
 * @param endedAt absent while it runs
 * @param metric the one that decides
 * @param variants their names, in the order in which they were given
 * @param boots that were measured so far
 * @param bootsToGo boots that it will probably still take; absent while that is not known, or when
 *     it does not run
 * @param paused whether a person gives it no new work; never of one that has ended
 * @param conclusion one or a few sentences for people; absent while it runs
 */
public record ComparisonSummary(
    String id,
    BisectionView.State state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    String recipe,
    String metric,
    List<String> variants,
    int boots,
    @Nullable Integer bootsToGo,
    boolean paused,
    @Nullable String conclusion) {
  public ComparisonSummary {
    variants = List.copyOf(variants);
  }
}
