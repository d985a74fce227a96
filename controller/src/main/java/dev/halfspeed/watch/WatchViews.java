package dev.halfspeed.watch;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.watch.WatchView;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointStore;
import dev.halfspeed.store.watch.WatchRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Draws pictures of watches from their rows. */
final class WatchViews {
  static final String ACTIVE = "active";
  static final String PAUSED = "paused";
  private static final int POINTS = 100;
  private static final int EVENTS = 50;
  private static final double HOUR = 3600;

  private final WatchPorts ports;

  WatchViews(WatchPorts ports) {
    this.ports = ports;
  }

  /** Without series, points and events. */
  WatchView line(WatchRecord watch) {
    return view(watch, List.of(), List.of(), List.of());
  }

  /** All of it. */
  WatchView whole(WatchRecord watch) {
    WatchRequest request = RowJson.read(watch.requestJson(), WatchRequest.class);
    return view(
        watch,
        ports.series().all(watch.id()).stream().map(series -> series(request, series)).toList(),
        ports.points().last(watch.id(), POINTS).stream()
            .map(point -> point(request, point))
            .toList(),
        events(watch));
  }

  /** Without series and points. */
  WatchView described(WatchRecord watch) {
    return view(watch, List.of(), List.of(), events(watch));
  }

  private List<WatchView.Event> events(WatchRecord watch) {
    return ports.watches().history(watch.id(), EVENTS).stream()
        .map(event ->
            new WatchView.Event(
                event.at(),
                event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                event.principal(),
                event.reason()))
        .toList();
  }

  private WatchView view(
      WatchRecord watch,
      List<WatchView.Series> series,
      List<WatchView.Point> points,
      List<WatchView.Event> events) {
    WatchRequest request = RowJson.read(watch.requestJson(), WatchRequest.class);
    WatchDetail detail = RowJson.read(watch.detailJson(), WatchDetail.class);
    WatchState state = WatchState.of(ports.watches().lastEvents(watch.id()));
    Instant now = ports.time().instant();
    String word = word(state, request, now);
    var config = new ArrayList<String>(List.of(request.configBase()));
    config.addAll(request.configFragments());
    return new WatchView(
        watch.id(),
        watch.name(),
        watch.owner(),
        watch.createdAt(),
        word,
        state.fault().orElse(null),
        state.lookedAt().orElse(null),
        nextLook(word, state, request, now),
        request.repository(),
        request.remote(),
        request.refs().stream()
            .map(ref ->
                new WatchView.Ref(
                    ref.kind().name().toLowerCase(Locale.ROOT), ref.pattern(), ref.mainline()))
            .toList(),
        new BisectionView.Commit(detail.reference(), detail.referenceSubject(), null),
        request.workloads().stream()
            .map(workload ->
                new WatchView.Workload(
                    workload.recipe(),
                    workload.profile(),
                    workload.parameters(),
                    workload.metrics()))
            .toList(),
        String.join("+", config),
        request.lab(),
        request.everyMinutes(),
        request.start(),
        request.until(),
        request.machineHoursADay(),
        ports
                .campaigns()
                .used(WatchAlarms.owner(watch.name()), Budget.since(watch, now))
                .toSeconds()
            / HOUR,
        request.bisectionsAnHour(),
        request.blocks(),
        request.runs(),
        request.backlog(),
        counts(watch.id()),
        series,
        points,
        events);
  }

  private static String word(WatchState state, WatchRequest request, Instant now) {
    return switch (state.phase()) {
      case REMOVED -> "removed";
      case PAUSED -> PAUSED;
      case ACTIVE ->
          Agenda.isOver(request, now)
              ? "ended"
              : Agenda.isTooEarly(request, now) ? "scheduled" : ACTIVE;
    };
  }

  private static @Nullable Instant nextLook(
      String word, WatchState state, WatchRequest request, Instant now) {
    if (word.equals("scheduled")) {
      return request.start();
    }
    return word.equals(ACTIVE)
        ? state.lookedAt().map(at -> at.plus(request.every())).filter(now::isBefore).orElse(now)
        : null;
  }

  private WatchView.Counts counts(String watch) {
    WatchPointStore points = ports.points();
    List<WatchPointStore.OpenPoint> open = points.open(watch);
    int measuring = (int) open.stream().filter(point -> point.campaign().isPresent()).count();
    return new WatchView.Counts(
        open.size() - measuring,
        measuring,
        points.count(watch, WatchPointEventRecord.Kind.MEASURED),
        points.count(watch, WatchPointEventRecord.Kind.FAILED),
        points.count(watch, WatchPointEventRecord.Kind.DROPPED));
  }

  /** The name of one of a watch's recipes. */
  static String recipe(WatchRequest request, int workload) {
    return request.workloads().get(workload).recipe();
  }

  private WatchView.Series series(WatchRequest request, SeriesRecord series) {
    List<SeriesStore.SeriesPoint> values = ports.series().values(series.id());
    return series(
        request,
        new SeriesStore.SeriesSummary(series, values.size(), values.getLast()),
        ports
            .changes()
            .read(List.of(WatchAlarms.values(request, series, values)))
            .getFirst()
            .verdict());
  }

  /** A series, and what detection says of it. */
  static WatchView.Series series(
      WatchRequest request, SeriesStore.SeriesSummary summary, String verdict) {
    SeriesRecord series = summary.series();
    SeriesStore.SeriesPoint last = summary.last();
    return new WatchView.Series(
        series.id(),
        series.line(),
        recipe(request, series.workload()),
        series.machineClass(),
        series.metric(),
        series.unit(),
        series.higherIsBetter(),
        summary.values(),
        new WatchView.Value(
            last.point().name(),
            last.point().commit(),
            last.value().at(),
            Math.expm1(last.value().ratio()),
            Math.exp(last.value().ratio()) * Math.sqrt(last.value().ratioVariance()),
            Math.exp(last.value().level())),
        verdict);
  }

  /** A point, and what became of it. */
  static WatchView.Point point(WatchRequest request, WatchPointStore.PointHistory history) {
    PointState state = PointState.of(history.events());
    String campaign = null;
    String reason = "";
    Instant endedAt = null;
    for (WatchPointEventRecord event : history.events()) {
      if (event.kind() == WatchPointEventRecord.Kind.STARTED) {
        campaign = event.campaign();
      } else {
        reason = event.reason();
        endedAt = event.at();
      }
    }
    return new WatchView.Point(
        history.point().line(),
        history.point().name(),
        new BisectionView.Commit(history.point().commit(), history.point().subject(), null),
        recipe(request, history.point().workload()),
        state == PointState.STARTED ? "measuring" : state.name().toLowerCase(Locale.ROOT),
        campaign,
        reason,
        history.point().seenAt(),
        endedAt);
  }
}
