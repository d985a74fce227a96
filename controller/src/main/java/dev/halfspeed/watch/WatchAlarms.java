package dev.halfspeed.watch;

import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Makes alarms of what detection tells of a watch's series. */
final class WatchAlarms {
  private static final int NEARBY = 2;

  private WatchAlarms() {}

  /** What a series is read as. */
  static ChangeFinder.Values values(
      WatchRequest request, SeriesRecord series, List<SeriesStore.SeriesPoint> points) {
    boolean isPinned = !request.isRebuilt(series.line());
    return new ChangeFinder.Values(
        series.id(),
        series.higherIsBetter(),
        points.stream()
            .map(each ->
                new ChangeFinder.Value(
                    each.point().name(),
                    each.point().seenAt(),
                    each.value().ratio(),
                    each.value().ratioVariance(),
                    isPinned ? OptionalDouble.of(each.value().level()) : OptionalDouble.empty(),
                    each.value().boots()))
            .toList());
  }

  /**
   * The alarm of a change.
   *
   * @param watch name of the watch
   * @param points of the series, in their order
   */
  static AlarmRecord of(
      String watch,
      WatchRequest request,
      SeriesRecord series,
      List<SeriesStore.SeriesPoint> points,
      ChangeFinder.Found change,
      Instant at) {
    AlarmRecord.Kind kind = kind(series, change);
    WatchRequest.Workload workload = request.workloads().get(series.workload());
    Means means = Means.of(points, change);
    return new AlarmRecord(
        key(series, kind, points, change),
        at,
        owner(watch),
        owner(watch),
        name(series, kind),
        kind,
        request.repository(),
        series.line(),
        new AlarmRecord.Workload(
            workload.recipe(),
            workload.profile(),
            workload.parameters(),
            request.configBase(),
            request.configFragments(),
            request.lab()),
        series.machineClass(),
        series.metric(),
        series.unit(),
        gaps(points, change),
        change.shift(),
        Math.min(change.lower(), change.shift()),
        Math.max(change.upper(), change.shift()),
        means.before(),
        means.after(),
        change.words());
  }

  /** Who campaigns and alarms of a watch belong to. */
  static String owner(String watch) {
    return WatchLoop.OWNER + watch;
  }

  /** The reference's own level is a series of its own. */
  static String name(SeriesRecord series, AlarmRecord.Kind kind) {
    return kind == AlarmRecord.Kind.MACHINE ? series.id() + " reference" : series.id();
  }

  /** All names under which a series has alarms. */
  static List<String> names(SeriesRecord series) {
    return Stream.of(AlarmRecord.Kind.values()).map(kind -> name(series, kind)).distinct().toList();
  }

  private static AlarmRecord.Kind kind(SeriesRecord series, ChangeFinder.Found change) {
    if (change.isOfTheMachine()) {
      return AlarmRecord.Kind.MACHINE;
    }
    return change.shift() > 0 == series.higherIsBetter()
        ? AlarmRecord.Kind.GAIN
        : AlarmRecord.Kind.LOSS;
  }

  /** Series and gap: a change that is seen again is the same alarm. */
  private static String key(
      SeriesRecord series,
      AlarmRecord.Kind kind,
      List<SeriesStore.SeriesPoint> points,
      ChangeFinder.Found change) {
    return "%s %s..%s"
        .formatted(
            name(series, kind),
            points.get(change.gap()).point().commit(),
            points.get(change.gap() + 1).point().commit());
  }

  private static List<AlarmRecord.Gap> gaps(
      List<SeriesStore.SeriesPoint> points, ChangeFinder.Found change) {
    double sum = change.weights().stream().mapToDouble(Double::doubleValue).sum();
    var gaps = new ArrayList<AlarmRecord.Gap>();
    for (int i = 0; i < change.weights().size(); i++) {
      gaps.add(
          new AlarmRecord.Gap(
              points.get(change.first() + i).point().commit(),
              points.get(change.first() + i + 1).point().commit(),
              Math.min(1, change.weights().get(i) / sum)));
    }
    return gaps;
  }

  /**
   * Whether an alarm of the same change is there: one of the same series and direction, raised when
   * fewer points told where it is. Later points move it by a place or two.
   *
   * @param points of the series, in their order
   */
  static boolean isKnown(
      AlarmRecord alarm, List<AlarmRecord> before, List<SeriesStore.SeriesPoint> points) {
    List<String> commits = points.stream().map(each -> each.point().commit()).toList();
    int place = commits.indexOf(likeliest(alarm).from());
    return before.stream()
        .filter(each -> each.kind() == alarm.kind())
        .filter(each -> String.valueOf(each.series()).equals(alarm.series()))
        .anyMatch(each ->
            commits.indexOf(each.good()) - NEARBY <= place
                && place <= commits.indexOf(each.bad()) - 1 + NEARBY);
  }

  /** Between which points a change most probably is. */
  static AlarmRecord.Gap likeliest(AlarmRecord alarm) {
    AlarmRecord.Gap best = alarm.gaps().getFirst();
    for (AlarmRecord.Gap gap : alarm.gaps()) {
      best = gap.weight() > best.weight() ? gap : best;
    }
    return best;
  }

  /**
   * The metric's values on both sides, in its unit, at the level of the reference: of the points
   * just before the change, since there may be others further back, and that with the change.
   */
  private record Means(double before, double after) {
    private static final int NEIGHBOURS = 8;

    static Means of(List<SeriesStore.SeriesPoint> points, ChangeFinder.Found change) {
      int gap = change.gap() + 1;
      List<SeriesStore.SeriesPoint> older = points.subList(Math.max(0, gap - NEIGHBOURS), gap);
      double before = change.isOfTheMachine() ? level(older) : level(points) + ratio(older);
      return new Means(Math.exp(before), Math.exp(before + change.shift()));
    }

    private static double level(List<SeriesStore.SeriesPoint> points) {
      return points.stream().mapToDouble(each -> each.value().level()).average().orElseThrow();
    }

    private static double ratio(List<SeriesStore.SeriesPoint> points) {
      return points.stream().mapToDouble(each -> each.value().ratio()).average().orElseThrow();
    }
  }
}
