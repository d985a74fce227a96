package dev.halfspeed.web.page.watch;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.watch.WatchPoints;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Fact;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One watch.
 *
 * @param fault empty where nothing keeps it from its work
 * @param facts its settings, by name
 * @param newer address of the points after these; empty where these are the last
 * @param older address of the points before these; empty where there are none
 * @param isWhole whether points are those that came last
 */
public record WatchPage(
    String name,
    Badge state,
    String fault,
    List<Fact> facts,
    @Nullable Instant lookedAt,
    @Nullable Instant nextLookAt,
    List<SeriesRow> series,
    String counts,
    List<PointRow> points,
    String newer,
    String older,
    boolean isWhole,
    List<WatchView.Event> events)
    implements Page {
  public WatchPage {
    facts = List.copyOf(facts);
    series = List.copyOf(series);
    points = List.copyOf(points);
    events = List.copyOf(events);
  }

  /**
   * The page of a watch.
   *
   * @param isWhole whether points are those that came last
   */
  public static WatchPage of(
      WatchView view, List<WatchView.Series> series, WatchPoints points, boolean isWhole) {
    Long next = points.next();
    Long previous = points.previous();
    String fault = view.fault();
    return new WatchPage(
        view.name(),
        Badge.watch(view.state(), fault != null),
        fault == null ? "" : fault,
        facts(view),
        view.lookedAt(),
        view.nextLookAt(),
        series.stream().map(each -> SeriesRow.of(view.name(), each)).toList(),
        counts(view.counts()),
        points.points().stream().map(PointRow::of).toList(),
        previous == null ? "" : Links.olderPoints(view.name(), previous),
        next == null ? "" : Links.olderPoints(view.name(), next),
        isWhole,
        view.events().reversed());
  }

  /** How many points there are of each state. */
  static String counts(WatchView.Counts counts) {
    return "%,d measured, %,d being measured, %,d waiting, %,d failed, %,d dropped"
        .formatted(
            counts.measured(),
            counts.measuring(),
            counts.waiting(),
            counts.failed(),
            counts.dropped());
  }

  /** How much of the budget is used. */
  static String budget(WatchView view) {
    return String.format(
        Locale.ROOT, "%.1f of %.1f machine hours in 24 h", view.used(), view.budget());
  }

  private static List<Fact> facts(WatchView view) {
    var facts = new ArrayList<Fact>();
    String remote = view.remote();
    facts.add(
        new Fact(
            "Repository", view.repository() + (remote == null ? "" : ", fetched from " + remote)));
    view.refs().forEach(ref -> facts.add(new Fact("Watches", ref.words())));
    facts.add(
        new Fact(
            "Reference",
            Show.commit(view.reference().id()) + " " + Show.line(view.reference().subject())));
    view.workloads().forEach(workload -> facts.add(new Fact("Recipe", workload.words())));
    facts.add(new Fact("Configuration", view.config()));
    String lab = view.lab();
    facts.add(new Fact("Lab", lab == null ? "the machine at hand" : lab));
    facts.add(new Fact("Looks", "every " + Words.duration(60.0 * view.everyMinutes())));
    Instant until = view.until();
    if (until != null) {
      facts.add(new Fact("Until", Show.time(until)));
    }
    facts.add(new Fact("Budget used", budget(view)));
    facts.add(new Fact("Bisections", "at most " + view.bisectionsAnHour() + " an hour"));
    facts.add(
        new Fact(
            "A point",
            "%s of 2 boots each, %s a boot"
                .formatted(Show.count(view.blocks(), "block"), Show.count(view.runs(), "run"))));
    facts.add(new Fact("Backlog", Show.count(view.backlog(), "point") + " of a line"));
    facts.add(
        new Fact(
            "Added",
            Show.time(view.createdAt())
                + (view.owner().isEmpty() ? "" : " by " + Show.line(view.owner()))));
    return facts;
  }

  @Override
  public String title() {
    return "Watch " + name;
  }

  @Override
  public String template() {
    return "watch.jte";
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.watch(name);
  }

  /**
   * A series.
   *
   * @param last its newest value; empty where it has none
   */
  public record SeriesRow(
      Link what, String line, String machines, int values, String last, Badge verdict) {
    static SeriesRow of(String watch, WatchView.Series series) {
      WatchView.Value last = series.last();
      return new SeriesRow(
          new Link(
              Show.line(series.metric() + " of " + series.recipe()),
              Links.series(watch, series.id())),
          Show.line(series.line()),
          Show.line(series.machineClass()),
          series.values(),
          last == null
              ? ""
              : Show.percent(last.difference())
                  + " \u00b1 "
                  + Show.percent(last.error()).replace("+", ""),
          Badge.verdict(series.verdict()));
    }
  }

  /**
   * A point.
   *
   * @param comparison absent where none measures it
   * @param why it failed or was dropped; empty otherwise
   */
  public record PointRow(
      String commit,
      String subject,
      String name,
      String line,
      String recipe,
      Badge state,
      String why,
      Instant seenAt,
      @Nullable Instant endedAt,
      @Nullable Link comparison) {
    static PointRow of(WatchView.Point point) {
      String campaign = point.campaign();
      return new PointRow(
          Show.commit(point.commit().id()),
          Show.line(point.commit().subject()),
          Show.line(point.name()),
          Show.line(point.line()),
          Show.line(point.recipe()),
          Badge.point(point.state()),
          point.reason(),
          point.seenAt(),
          point.endedAt(),
          campaign == null ? null : new Link("comparison", Links.comparison(campaign)));
    }
  }
}
