package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that gave nothing, or no evidence.
 *
 * @param id its name in the page
 * @param what kind of job
 * @param why the reason
 * @param then what became of it: tried again, or skipped; empty where nothing did
 */
public record FaultRow(
    String id,
    Badge outcome,
    String what,
    @Nullable CommitWords commit,
    String why,
    String then,
    String machine,
    Instant at,
    Link log) {
  private static final Set<String> WELL = Set.of("measured", "built", "profiled");

  static Table<FaultRow> of(BisectionView view, CommitBook book, int page, int each) {
    Set<String> jobs =
        view.attempts().stream().map(BisectionView.Attempt::job).collect(Collectors.toSet());
    List<BisectionView.Attempt> faults =
        view.attempts().stream()
            .filter(attempt -> attempt.outcome() != null && !isWell(attempt))
            .toList();
    return Table.of(
        faults.reversed(),
        each,
        page,
        attempt -> {
          BisectionView.Commit commit = attempt.commit();
          return new FaultRow(
              Links.row("fault", attempt.job()),
              Badge.attempt(attempt.outcome()),
              attempt.kind(),
              commit == null ? null : CommitWords.of(commit, book),
              Show.line(attempt.message()),
              then(attempt, jobs),
              Show.line(attempt.machine()),
              attempt.startedAt(),
              new Link("log", Links.log(attempt.job())));
        });
  }

  /** Facts of machines are found or not; that they were is no news. */
  private static boolean isWell(BisectionView.Attempt attempt) {
    return WELL.contains(attempt.outcome())
        || (attempt.kind().equals("facts") && !"infrastructure".equals(attempt.outcome()));
  }

  private static String then(BisectionView.Attempt attempt, Set<String> jobs) {
    String job = attempt.job();
    int slash = job.lastIndexOf('/');
    if (slash > 0 && job.substring(slash + 1).matches("[0-9]{1,6}")) {
      int next = Integer.parseInt(job.substring(slash + 1)) + 1;
      if (jobs.contains(job.substring(0, slash + 1) + next)) {
        return "tried again";
      }
    }
    return switch (String.valueOf(attempt.outcome())) {
      case "unbuildable", "unbootable", "reproducer failed" -> "skipped: the commit's own fault";
      case "disturbed" -> "measured again where its value is still wanted";
      default -> "";
    };
  }
}
