package dev.halfspeed.web.page;

import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a machine does now.
 *
 * @param words all of it
 * @param commit absent where it is about none
 * @param done part of the current phase in per cent; negative where it can't be counted
 */
public record ActivityTile(
    String machine, String words, @Nullable CommitWords commit, Instant since, long done) {
  /** As a tile shows it. */
  public static ActivityTile of(BisectionView.Activity activity) {
    String phase = activity.phase();
    Long done = activity.done();
    Long total = activity.total();
    BisectionView.Commit commit = activity.commit();
    return new ActivityTile(
        Show.line(activity.machine()),
        Show.capital(Show.line(activity.doing()))
            + (phase == null ? "" : " \u00b7 " + Show.line(phase))
            + (done == null ? "" : " \u00b7 %,d".formatted(done))
            + (total == null || done == null ? "" : " of about %,d".formatted(total)),
        commit == null
            ? null
            : new CommitWords(Show.commit(commit.id()), Show.line(commit.subject()), ""),
        activity.since(),
        part(done, total));
  }

  private static long part(@Nullable Long done, @Nullable Long total) {
    return done == null || total == null || total <= 0
        ? -1
        : Math.clamp(100 * done / total, 0, 100);
  }
}
