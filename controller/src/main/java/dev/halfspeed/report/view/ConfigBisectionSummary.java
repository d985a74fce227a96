package dev.halfspeed.report.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A config bisection as a line of a list.
 *
 * @param endedAt absent while it runs
 * @param good what the good configuration is called
 * @param bad what the bad one is called
 * @param stands how far it is, or how it ended, for people
 */
public record ConfigBisectionSummary(
    String id,
    String state,
    String owner,
    Instant createdAt,
    @Nullable Instant endedAt,
    String good,
    String bad,
    String recipe,
    String metric,
    String stands) {
  /** Of a line of the list of all campaigns. */
  public static ConfigBisectionSummary of(CampaignLine line) {
    return new ConfigBisectionSummary(
        line.id(),
        line.state(),
        line.owner(),
        line.createdAt(),
        line.endedAt(),
        line.between().getFirst(),
        line.between().getLast(),
        String.valueOf(line.recipe()),
        String.valueOf(line.metric()),
        line.stands());
  }
}
