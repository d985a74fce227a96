package dev.halfspeed.web.page.watch;

import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Chart;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.TablePart;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One series of a watch: a chart, its changes, and a table of its points.
 *
 * @param chart absent where this part has no points
 * @param points those of this page of the table, the newest first
 */
public record SeriesPage(
    SeriesView view,
    @Nullable Chart chart,
    List<ChangeRow> changes,
    List<ChangeRow> others,
    List<PointRow> points,
    TablePart pages)
    implements Page {
  private static final int ROWS = 50;

  /** More is no overview. */
  private static final int MOST_OTHERS = 30;

  public SeriesPage {
    changes = List.copyOf(changes);
    others = List.copyOf(others);
    points = List.copyOf(points);
  }

  /**
   * The page of a part of a series.
   *
   * @param page of the table, from 1; one that is not there is the nearest that is
   */
  public static SeriesPage of(SeriesView view, int page) {
    TablePart pages = TablePart.of(view.points().size(), ROWS, page);
    List<SeriesView.Point> newestFirst = view.points().reversed();
    return new SeriesPage(
        view,
        view.points().isEmpty() ? null : SeriesChart.of(view),
        view.changes().reversed().stream().map(change -> ChangeRow.of(view, change)).toList(),
        view.others().reversed().stream()
            .limit(MOST_OTHERS)
            .map(change -> ChangeRow.of(view, change))
            .toList(),
        newestFirst.subList(pages.from(), pages.until()).stream()
            .map(point -> PointRow.of(view, point))
            .toList(),
        pages);
  }

  @Override
  public String title() {
    return view.metric() + " of " + view.recipe() + " in " + view.line();
  }

  @Override
  public String template() {
    return "series.jte";
  }

  /** The chart as a file: svg or png. */
  public String chart(String ending) {
    return Links.chart(view.watch(), view.id(), view.from(), view.until(), ending);
  }

  /** The part before this one, of the same length. */
  public String earlier() {
    Duration length = Duration.between(view.from(), view.until());
    return Links.series(view.watch(), view.id(), view.from().minus(length), view.from());
  }

  /** The part after this one, of the same length. */
  public String later() {
    Duration length = Duration.between(view.from(), view.until());
    return Links.series(view.watch(), view.id(), view.until(), view.until().plus(length));
  }

  /** Twice as much. */
  public String wider() {
    Duration half = Duration.between(view.from(), view.until()).dividedBy(2);
    return Links.series(view.watch(), view.id(), view.from().minus(half), view.until().plus(half));
  }

  /** A further page of the table. */
  public String address(int page) {
    return Links.points(view.watch(), view.id(), view.from(), view.until(), page);
  }

  /** The same for programs. */
  public String json() {
    return Links.seriesJson(view.watch(), view.id(), view.from(), view.until());
  }

  /**
   * A change.
   *
   * @param where between which commits
   * @param regression what it was taken for; absent where nothing
   * @param bisection the campaign that found its commit; absent likewise
   */
  public record ChangeRow(
      Badge kind,
      String size,
      java.time.Instant foundAt,
      String after,
      String at,
      String where,
      String words,
      String here,
      @Nullable Link regression,
      @Nullable Badge state,
      @Nullable Link bisection) {
    static ChangeRow of(SeriesView view, SeriesView.Change change) {
      SeriesView.Taken taken = change.taken();
      String bisection = taken == null ? null : taken.bisection();
      return new ChangeRow(
          Badge.change(change.kind()),
          Show.change(change.change(), change.low(), change.high()),
          change.foundAt(),
          Show.commit(change.after()),
          Show.commit(change.at()),
          change.weight() > 0.995
              ? ""
              : "%.0f %% there; certainly in %s..%s"
                  .formatted(
                      100 * change.weight(), Show.commit(change.good()), Show.commit(change.bad())),
          Show.line(change.words()),
          Links.series(view.watch(), view.id(), change.at()),
          taken == null ? null : new Link(taken.regression(), Links.regression(taken.regression())),
          taken == null ? null : Badge.regression(taken.state()),
          bisection == null ? null : new Link("bisection", Links.campaign(bisection, true)));
    }
  }

  /**
   * A point.
   *
   * @param comparison absent where none measured it
   * @param beside where another measured variant is chosen, to stand beside it; absent likewise
   */
  public record PointRow(
      String commit,
      String subject,
      String name,
      java.time.Instant seenAt,
      String difference,
      String reference,
      int boots,
      @Nullable Link comparison,
      @Nullable Link beside) {
    /** The new kernel of the comparison that a point is; the reference is the first one. */
    private static final String NEW_KERNEL = ":candidate-1";

    static PointRow of(SeriesView view, SeriesView.Point point) {
      String campaign = point.campaign();
      return new PointRow(
          Show.commit(point.commit()),
          Show.line(point.subject()),
          Show.line(point.name()),
          point.seenAt(),
          Show.change(point.difference(), point.low(), point.high()),
          Show.value(point.reference(), view.unit()),
          point.boots(),
          campaign == null ? null : new Link("comparison", Links.comparison(campaign)),
          campaign == null
              ? null
              : new Link("beside another", Links.variants(campaign + NEW_KERNEL, "", "", "")));
    }
  }
}
