package dev.halfspeed.watch;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.report.view.watch.WatchPoints;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchPointStore;
import dev.halfspeed.store.watch.WatchRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the series of watches show: parts of them, never all. Any thread may call.
 *
 * <p>Points have the time when their commit was seen, which is the order of the points.
 */
public final class WatchedSeries {
  /** More values than anybody looks at; a part that has more is cut at its older end. */
  static final int MOST_VALUES = 12_000;

  private static final double TWO_SIDED_95 = 1.959963985;

  private final WatchPorts ports;
  private final WatchViews views;
  private final VerdictCache verdicts;

  /** Of the watches of a store. */
  public WatchedSeries(WatchPorts ports) {
    this.ports = ports;
    this.views = new WatchViews(ports);
    this.verdicts = new VerdictCache(ports);
  }

  /**
   * The series of a watch, in the order in which they began.
   *
   * @throws Problem when there is no such watch
   */
  public List<WatchView.Series> list(String name) throws Problem {
    WatchRecord watch = StoredWatches.find(ports.watches(), name);
    WatchRequest request = RowJson.read(watch.requestJson(), WatchRequest.class);
    return ports.series().summaries(watch.id()).stream()
        .map(summary -> WatchViews.series(request, summary, verdicts.of(request, summary)))
        .toList();
  }

  /**
   * A watch without its series and points, with what was done with it.
   *
   * @throws Problem when there is no such watch
   */
  public WatchView watch(String name) throws Problem {
    return views.described(StoredWatches.find(ports.watches(), name));
  }

  /**
   * Points of a watch with what became of them.
   *
   * @param before only those older than this place, from {@link WatchPoints#next}
   * @throws Problem when there is no such watch
   */
  public WatchPoints points(String name, long before, int limit) throws Problem {
    WatchRecord watch = StoredWatches.find(ports.watches(), name);
    WatchRequest request = RowJson.read(watch.requestJson(), WatchRequest.class);
    List<WatchPointStore.PointHistory> found = ports.points().before(watch.id(), before, limit + 1);
    List<WatchPointStore.PointHistory> shown = found.subList(0, Math.min(limit, found.size()));
    OptionalLong newer =
        before == Long.MAX_VALUE
            ? OptionalLong.empty()
            : ports.points().newer(watch.id(), before, limit);
    return new WatchPoints(
        shown.stream().map(point -> WatchViews.point(request, point)).toList(),
        found.size() > limit ? (Long) shown.getLast().point().sequence() : null,
        newer.isPresent() ? (Long) newer.getAsLong() : null);
  }

  /**
   * A part of a series.
   *
   * @param id its id, or the beginning of it
   * @throws Problem when there is no such watch, series or change
   */
  public SeriesView show(String name, String id, SeriesRange asked) throws Problem {
    WatchRecord watch = StoredWatches.find(ports.watches(), name);
    WatchRequest request = RowJson.read(watch.requestJson(), WatchRequest.class);
    SeriesStore.SeriesSummary summary = find(name, watch, id);
    SeriesRecord series = summary.series();
    List<AlarmRecord> alarms =
        ports
            .alarms()
            .ofSeries(
                List.of(
                    WatchAlarms.name(series, AlarmRecord.Kind.LOSS),
                    WatchAlarms.name(series, AlarmRecord.Kind.MACHINE)));
    SeriesRange range = asked.around(middle(summary, alarms, asked));
    Instant from = range.from().orElseThrow();
    Instant until = range.until().orElseThrow();
    List<SeriesStore.MeasuredPoint> values =
        ports.series().values(series.id(), from, until, MOST_VALUES + 1);
    boolean isCut = values.size() > MOST_VALUES;
    List<SeriesView.Point> points =
        values.subList(isCut ? 1 : 0, values.size()).stream().map(WatchedSeries::point).toList();
    Map<String, Integer> places = new HashMap<>();
    points.forEach(point -> places.put(point.commit(), places.size()));
    var changes = new ArrayList<SeriesView.Change>();
    var others = new ArrayList<SeriesView.Change>();
    for (AlarmRecord alarm : alarms) {
      SeriesView.Change change = change(alarm);
      boolean isHere = places.containsKey(change.after()) && places.containsKey(change.at());
      (isHere ? changes : others).add(change);
    }
    return new SeriesView(
        name,
        series.id(),
        series.line(),
        series.workload(),
        WatchViews.recipe(request, series.workload()),
        series.metric(),
        series.unit(),
        series.higherIsBetter(),
        series.machineClass(),
        summary.last().point().reference(),
        !request.isRebuilt(series.line()),
        summary.values(),
        verdicts.of(request, summary),
        from,
        until,
        isCut,
        points,
        changes,
        others);
  }

  private SeriesStore.SeriesSummary find(String name, WatchRecord watch, String id) throws Problem {
    List<SeriesStore.SeriesSummary> found =
        ports.series().summaries(watch.id()).stream()
            .filter(each -> !id.isEmpty() && each.series().id().startsWith(id))
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new Problem(
        ProblemCode.UNKNOWN,
        found.isEmpty()
            ? "watch \"" + name + "\" has no series \"" + id + "\""
            : "\"" + id + "\" is the beginning of " + found.size() + " series",
        "see its series: halfspeed watch show " + name);
  }

  /** The moment that a part lies around: that of a change, or else the newest point's. */
  private Instant middle(
      SeriesStore.SeriesSummary summary, List<AlarmRecord> alarms, SeriesRange asked)
      throws Problem {
    AlarmRecord alarm =
        asked.change().isEmpty()
            ? alarms.isEmpty() ? null : alarms.getLast()
            : changeAt(alarms, asked.change().get());
    return alarm == null
        ? summary.last().point().seenAt()
        : ports
            .series()
            .seenAt(summary.series().id(), change(alarm).at())
            .orElse(summary.last().point().seenAt());
  }

  private static AlarmRecord changeAt(List<AlarmRecord> alarms, String commit) throws Problem {
    return alarms.reversed().stream()
        .filter(each -> change(each).at().startsWith(commit))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                "no change of this series came with commit \"" + commit + "\"",
                alarms.isEmpty()
                    ? "it has no change yet"
                    : "leave that out for the newest of its " + alarms.size()));
  }

  private static SeriesView.Point point(SeriesStore.MeasuredPoint each) {
    double ratio = each.value().ratio();
    double error = TWO_SIDED_95 * Math.sqrt(each.value().ratioVariance());
    double level = each.value().level();
    double levelError = TWO_SIDED_95 * Math.sqrt(each.value().levelVariance());
    return new SeriesView.Point(
        each.name(),
        each.commit(),
        each.subject(),
        each.seenAt(),
        each.value().at(),
        Math.expm1(ratio),
        Math.expm1(ratio - error),
        Math.expm1(ratio + error),
        Math.exp(level),
        Math.exp(level - levelError),
        Math.exp(level + levelError),
        each.value().boots(),
        each.campaign().orElse(null));
  }

  private static SeriesView.Change change(AlarmRecord alarm) {
    AlarmRecord.Gap gap = WatchAlarms.likeliest(alarm);
    return new SeriesView.Change(
        alarm.key(),
        alarm.at(),
        alarm.kind().name().toLowerCase(Locale.ROOT),
        Math.expm1(alarm.change()),
        Math.expm1(alarm.lower()),
        Math.expm1(alarm.upper()),
        alarm.good(),
        alarm.bad(),
        gap.from(),
        gap.to(),
        gap.weight(),
        alarm.words(),
        null);
  }
}
