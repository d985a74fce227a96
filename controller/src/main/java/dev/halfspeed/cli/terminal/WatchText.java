package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.watch.WatchView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Watches in words. */
public final class WatchText {
  private static final int SHOWN = 60;

  private WatchText() {}

  /** A table of watches. */
  public static List<String> table(List<WatchView> watches, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NAME", "STATE", "LOOKED", "WAITING", "MEASURED", "DROPPED", "USED", "FAULT"));
    for (WatchView watch : watches) {
      WatchView.Counts counts = watch.counts();
      Instant looked = watch.lookedAt();
      String fault = watch.fault();
      rows.add(
          List.of(
              watch.name(),
              watch.state(),
              looked == null ? "never" : Words.between(looked, now) + " ago",
              Integer.toString(counts.waiting() + counts.measuring()),
              Integer.toString(counts.measured()),
              Integer.toString(counts.dropped() + counts.failed()),
              "%.1f of %s h".formatted(watch.used(), number(watch.budget())),
              fault == null ? "" : Text.fit(fault, SHOWN)));
    }
    return Text.table(rows);
  }

  private static String number(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** What a watch does, and how it is. */
  public static List<String> lines(WatchView watch, Instant now) {
    List<String> lines = new ArrayList<>();
    String remote = watch.remote();
    lines.add(
        "  repository  " + watch.repository() + (remote == null ? "" : ", fetched from " + remote));
    watch.refs().forEach(ref -> lines.add("  watches     " + ref.words()));
    lines.add("  reference   " + Text.commit(watch.reference()));
    watch.workloads().forEach(workload -> lines.add("  recipe      " + workload.words()));
    lines.add("  config      " + watch.config());
    String lab = watch.lab();
    lines.add("  lab         " + (lab == null ? "the machine at hand" : lab));
    lines.add(
        "  looks       every " + Words.duration(60.0 * watch.everyMinutes()) + looks(watch, now));
    lines.add(
        "  budget      %.1f of %s machine hours used in the last 24 h, %s an hour"
            .formatted(
                watch.used(),
                number(watch.budget()),
                Words.count(watch.bisectionsAnHour(), "bisection")));
    WatchView.Counts counts = watch.counts();
    lines.add(
        "  points      %d measured, %d being measured, %d waiting, %d failed, %d dropped"
            .formatted(
                counts.measured(),
                counts.measuring(),
                counts.waiting(),
                counts.failed(),
                counts.dropped()));
    String fault = watch.fault();
    if (fault != null) {
      lines.add("  fault       " + fault);
    }
    return lines;
  }

  private static String looks(WatchView watch, Instant now) {
    Instant next = watch.nextLookAt();
    Instant until = watch.until();
    return (next == null
            ? ""
            : next.isAfter(now) ? ", next in " + Words.between(now, next) : ", next at once")
        + (until == null ? "" : ", until " + until);
  }

  /** The series of a watch, one a line. */
  public static List<String> series(WatchView watch) {
    if (watch.series().isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("LINE", "RECIPE", "METRIC", "VALUES", "LAST", "AGAINST REFERENCE", "VERDICT"));
    for (WatchView.Series series : watch.series()) {
      WatchView.Value last = series.last();
      rows.add(
          List.of(
              Text.fit(series.line(), 30),
              Text.fit(series.recipe(), 30),
              series.metric(),
              Integer.toString(series.values()),
              last == null ? "" : Text.fit(last.name(), 30),
              last == null
                  ? ""
                  : "%+.2f %% (+- %.2f)".formatted(100 * last.difference(), 100 * last.error()),
              series.verdict()));
    }
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(Text.table(rows));
    return lines;
  }

  /**
   * The last points of a watch, the newest first.
   *
   * @param most so many
   */
  public static List<String> points(WatchView watch, int most, Instant now) {
    List<WatchView.Point> shown = watch.points().stream().limit(most).toList();
    if (shown.isEmpty()) {
      return List.of();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("LINE", "KERNEL", "COMMIT", "RECIPE", "STATE", "SEEN", "COMPARISON", "WHY"));
    for (WatchView.Point point : shown) {
      String campaign = point.campaign();
      rows.add(
          List.of(
              Text.fit(point.line(), 30),
              Text.fit(point.name(), 30),
              Words.shortId(point.commit().id()),
              Text.fit(point.recipe(), 30),
              point.state(),
              Words.between(point.seenAt(), now) + " ago",
              campaign == null ? "" : campaign,
              Text.fit(point.reason(), SHOWN)));
    }
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(Text.table(rows));
    return lines;
  }
}
