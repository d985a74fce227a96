package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.Estimate;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.Table;
import dev.halfspeed.web.page.TablePart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The boots of a bisection, the newest first. */
final class BootRows {
  private final BisectionView view;
  private final MeasuredCommits measured;
  private final CommitBook book;
  private final SampleNumbers numbers;
  private final Map<String, MeasuredCommits.Boot> byJob = new HashMap<>();
  private final Map<String, BisectionView.Attempt> builds = new HashMap<>();

  private BootRows(BisectionView view, MeasuredCommits measured, CommitBook book) {
    this.view = view;
    this.measured = measured;
    this.book = book;
    numbers = new SampleNumbers(view);
    for (MeasuredCommits.Boot boot : measured.boots()) {
      if (boot.job() != null) {
        byJob.put(boot.job(), boot);
      }
    }
    for (BisectionView.Attempt attempt : view.attempts()) {
      String buildId = attempt.detail().buildId();
      if ("built".equals(attempt.outcome()) && buildId != null) {
        builds.putIfAbsent(buildId, attempt);
      }
    }
  }

  static Table<BootRow> of(
      BisectionView view, MeasuredCommits measured, CommitBook book, int page, int each) {
    return Table.of(boots(view), each, page, new BootRows(view, measured, book)::row);
  }

  private BootRow row(BisectionView.Attempt attempt) {
    MeasuredCommits.Boot boot = byJob.get(attempt.job());
    BisectionView.Detail detail = attempt.detail();
    String buildId = detail.buildId();
    BisectionView.Attempt build = buildId == null ? null : builds.get(buildId);
    List<Link> logs = new ArrayList<>();
    logs.add(new Link("boot", Links.log(attempt.job())));
    if (build != null) {
      logs.add(new Link("build", Links.log(build.job())));
    }
    if (boot != null && boot.samples().stream().anyMatch(BootRows::hasLatencies)) {
      logs.add(new Link("latencies", Links.latencies(view.id(), boot.number())));
    }
    BisectionView.Commit commit = attempt.commit();
    return new BootRow(
        boot == null ? Links.row("job", attempt.job()) : "boot-" + boot.number(),
        boot == null ? "" : Integer.toString(boot.number()),
        commit == null ? null : CommitWords.of(commit, book),
        what(detail),
        Badge.attempt(attempt.outcome()),
        "measured".equals(attempt.outcome())
            ? Show.line(boot == null ? null : boot.fault())
            : Show.line(attempt.message()),
        boot == null ? "" : mean(boot),
        boot == null ? List.of() : values(boot),
        Show.line(attempt.machine()),
        attempt.startedAt(),
        took(attempt, build),
        buildId == null ? "" : buildId,
        boot == null ? "" : Show.line(OddState.of(view.differences(), boot)),
        config(build),
        logs);
  }

  /** Whoever reads latencies from a log of transactions leaves a histogram of them. */
  private static boolean hasLatencies(BisectionView.Sample sample) {
    return sample.metrics().keySet().stream().anyMatch(name -> name.startsWith("latency"));
  }

  private @Nullable Link config(BisectionView.@Nullable Attempt build) {
    String digest = build == null ? null : build.detail().config();
    return digest == null ? null : new Link("config", Links.config(view.id(), digest));
  }

  private static String what(BisectionView.Detail detail) {
    String role = detail.role();
    String purpose = detail.purpose();
    return (role == null || role.equals("candidate") ? "" : role + ", ")
        + Objects.requireNonNullElse(purpose, "");
  }

  private String mean(MeasuredCommits.Boot boot) {
    OptionalDouble mean = boot.mean();
    if (mean.isEmpty()) {
      return "no evidence";
    }
    Estimate band = measured.band(mean.getAsDouble());
    return Words.value(mean.getAsDouble(), view.request())
        + (boot.passOrFail() || !measured.isSpreadKnown()
            ? ""
            : " (" + Words.interval(band.low(), band.high(), view.request()) + ")");
  }

  private List<BootRow.Value> values(MeasuredCommits.Boot boot) {
    return boot.samples().stream()
        .map(sample ->
            new BootRow.Value(
                "sample-" + numbers.of(sample),
                numbers.address(sample),
                Words.bare(sample.value(), view.request())
                    + (sample.disturbance() == null
                        ? ""
                        : " (no evidence: " + Show.line(sample.disturbance()) + ")")))
        .toList();
  }

  /** The page of the table on which a job is; the first one where it is on none. */
  static int page(BisectionView view, @Nullable String job, int each) {
    List<BisectionView.Attempt> boots = boots(view);
    for (int row = 0; row < boots.size(); row++) {
      if (boots.get(row).job().equals(job)) {
        return TablePart.pageOf(row, each);
      }
    }
    return 1;
  }

  /** The newest first. */
  private static List<BisectionView.Attempt> boots(BisectionView view) {
    return view.attempts().stream()
        .filter(attempt -> attempt.kind().equals("boot"))
        .toList()
        .reversed();
  }

  private static String took(BisectionView.Attempt attempt, BisectionView.@Nullable Attempt build) {
    List<String> parts = new ArrayList<>();
    if (attempt.endedAt() != null) {
      parts.add(Words.between(attempt.startedAt(), attempt.endedAt()));
    }
    attempt
        .detail()
        .seconds()
        .forEach((name, seconds) -> {
          if (seconds >= 0.5) {
            parts.add(name + " " + Words.duration(seconds));
          }
        });
    if (build != null && build.endedAt() != null) {
      double seconds = Duration.between(build.startedAt(), build.endedAt()).toMillis() / 1000.0;
      parts.add("build " + Words.duration(seconds));
    }
    return String.join(", ", parts);
  }
}
