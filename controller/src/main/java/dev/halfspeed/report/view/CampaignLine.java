package dev.halfspeed.report.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign of any kind as a line of a list.
 *
 * @param kind bisection, comparison, check, recheck
 * @param state running, concluded, cancelled, failed; of a check also passed, differs, unfit,
 *     broken off
 * @param ending the kind of a bisection's conclusion, such as culprit; absent while it runs, and
 *     for other kinds
 * @param owner who asked for it; empty where that was not kept
 * @param automatic whether no person asked for it
 * @param endedAt absent while it runs
 * @param repository absent where its request names none
 * @param between what it is about: the ends of a range, the names of variants, or a known-good
 *     revision
 * @param machine that a check is about; absent otherwise
 * @param stands in words where it stands, or how it ended
 * @param commitIs what the commit that was searched for is in it: end, variant, checked, tried,
 *     suspect, culprit; empty where no commit was searched for
 */
public record CampaignLine(
    String id,
    String kind,
    String state,
    @Nullable String ending,
    String owner,
    boolean automatic,
    Instant createdAt,
    @Nullable Instant endedAt,
    @Nullable String repository,
    List<String> between,
    @Nullable String recipe,
    @Nullable String metric,
    @Nullable String machine,
    String stands,
    List<String> commitIs) {
  public CampaignLine {
    between = List.copyOf(between);
    commitIs = List.copyOf(commitIs);
  }
}
