package dev.halfspeed.web.page.watch;

import dev.halfspeed.regression.view.RegressionView;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The overview: what is new, what is waited for, and all watches.
 *
 * @param since new is what came since then
 * @param news by who saw it
 * @param waiting regressions about which something is still to be done
 * @param more how many of these are not shown
 */
public record WatchesPage(
    Instant now,
    Instant since,
    List<News> news,
    List<RegressionRow> waiting,
    int more,
    List<WatchRow> watches)
    implements Page {
  private static final int MOST_WAITING = 20;
  private static final int MOST_NEWS = 100;

  public WatchesPage {
    news = List.copyOf(news);
    waiting = List.copyOf(waiting);
    watches = List.copyOf(watches);
  }

  /** A watch with its series. */
  public record Watched(WatchView watch, List<WatchView.Series> series) {
    public Watched {
      series = List.copyOf(series);
    }
  }

  /**
   * The overview.
   *
   * @param regressions the newest first
   * @param alarms since then, the newest first
   */
  public static WatchesPage of(
      Instant now,
      Instant since,
      List<Watched> watches,
      List<RegressionView> regressions,
      List<AlarmRecord> alarms) {
    List<RegressionView> waiting =
        regressions.stream()
            .filter(RegressionsPage::isOpen)
            .filter(each -> !each.state().equals("culprit known"))
            .toList();
    return new WatchesPage(
        now,
        since,
        news(since, regressions, alarms),
        waiting.stream().limit(MOST_WAITING).map(RegressionRow::of).toList(),
        Math.max(0, waiting.size() - MOST_WAITING),
        watches.stream().map(WatchRow::of).toList());
  }

  private static List<News> news(
      Instant since, List<RegressionView> regressions, List<AlarmRecord> alarms) {
    Map<String, List<Item>> bySource = new LinkedHashMap<>();
    int items = 0;
    for (RegressionView regression : regressions) {
      Item item = item(since, regression);
      if (item != null && items < MOST_NEWS) {
        items++;
        String source =
            regression.alarms().isEmpty() ? "" : regression.alarms().getFirst().source();
        bySource.computeIfAbsent(source, _ -> new ArrayList<>()).add(item);
      }
    }
    for (AlarmRecord alarm : alarms) {
      if (alarm.kind() == AlarmRecord.Kind.GAIN && items < MOST_NEWS) {
        items++;
        bySource.computeIfAbsent(alarm.source(), _ -> new ArrayList<>()).add(gain(alarm));
      }
    }
    return bySource.entrySet().stream()
        .map(each -> new News(RegressionRow.source(each.getKey()), each.getValue()))
        .toList();
  }

  private static @Nullable Item item(Instant since, RegressionView regression) {
    boolean isNew = !regression.detectedAt().isBefore(since);
    boolean isWell =
        regression.state().equals("fixed") || regression.state().equals("verifying the fix");
    if (isWell && !regression.since().isBefore(since)) {
      return new Item(
          new Badge("recovered", "good"),
          new Link(regression.id(), Links.regression(regression.id())),
          RegressionSentence.of(regression),
          regression.since());
    }
    return isNew
        ? new Item(
            Badge.regression(regression.state()),
            new Link(regression.id(), Links.regression(regression.id())),
            RegressionSentence.of(regression),
            regression.detectedAt())
        : null;
  }

  private static Item gain(AlarmRecord alarm) {
    RegressionPage.AlarmRow row = RegressionPage.AlarmRow.of(alarm);
    return new Item(
        new Badge("better", "good"),
        row.what(),
        row.size() + " between " + row.good() + " and " + row.bad(),
        alarm.at());
  }

  @Override
  public String title() {
    return "Watches";
  }

  @Override
  public String template() {
    return "watches.jte";
  }

  /** What came of one watch, or of another detector. */
  public record News(Link source, List<Item> items) {
    public News {
      items = List.copyOf(items);
    }
  }

  /** Something new. */
  public record Item(Badge kind, Link what, String words, Instant at) {}

  /**
   * A watch.
   *
   * @param lines branches and series of tags that it has measured
   * @param last its newest value; absent where it has none
   * @param unsteady series that changed, or are suspected to
   * @param fault empty where nothing keeps it from its work
   */
  public record WatchRow(
      Link name,
      Badge state,
      String lines,
      @Nullable Last last,
      String counts,
      String budget,
      List<Unsteady> unsteady,
      int moreUnsteady,
      String fault) {
    private static final int MOST_UNSTEADY = 8;

    static WatchRow of(Watched watched) {
      WatchView view = watched.watch();
      String fault = view.fault();
      List<Unsteady> unsteady =
          watched.series().stream()
              .filter(each -> !Badge.verdict(each.verdict()).colour().isEmpty())
              .map(each ->
                  new Unsteady(
                      new Link(
                          Show.line(each.metric() + " of " + each.recipe() + " in " + each.line()),
                          Links.series(view.name(), each.id())),
                      Show.line(each.verdict())))
              .toList();
      long lines = watched.series().stream().map(WatchView.Series::line).distinct().count();
      return new WatchRow(
          new Link(view.name(), Links.watch(view.name())),
          Badge.watch(view.state(), fault != null),
          Show.count(watched.series().size(), "series").replace("seriess", "series")
              + " on "
              + Show.count(lines, "line"),
          last(watched.series()),
          WatchPage.counts(view.counts()),
          WatchPage.budget(view),
          unsteady.stream().limit(MOST_UNSTEADY).toList(),
          Math.max(0, unsteady.size() - MOST_UNSTEADY),
          fault == null ? "" : Show.line(fault));
    }

    private static @Nullable Last last(List<WatchView.Series> series) {
      Last last = null;
      for (WatchView.Series each : series) {
        WatchView.Value value = each.last();
        if (value != null && (last == null || value.at().isAfter(last.at()))) {
          last = new Last(Show.commit(value.commit()), Show.line(value.name()), value.at());
        }
      }
      return last;
    }
  }

  /** A newest value. */
  public record Last(String commit, String name, Instant at) {}

  /** A series that is not steady, and why. */
  public record Unsteady(Link what, String verdict) {}
}
