package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Who looks for changes in the benchmark: is shown a series point by point, as a watch would be,
 * and raises alarms.
 *
 * @param name of the column
 * @param alarms what it raises over a series
 */
record Contestant(String name, Function<Series, List<Alarm>> alarms) {

  /**
   * An alarm.
   *
   * @param raisedAt position of the newest point then
   * @param position where it says the change is
   * @param refined where it says so at the series' end; the same where it never looks again
   */
  record Alarm(int raisedAt, int position, int refined) {}

  /** Points within which two places of a rule that reads all anew each time are one alarm. */
  private static final int SAME = 5;

  static List<Contestant> all() {
    return List.of(
        new Contestant("Halfspeed", series -> own(DetectionSettings.usual(), series)),
        new Contestant(
            "ratio alone", series -> own(DetectionSettings.usual(), withoutReference(series))),
        new Contestant("Otava", series -> anew(series, OtavaRule.usual()::changes)),
        new Contestant("Perfherder", series -> anew(series, PerfherderRule.usual()::changes)));
  }

  private static Series withoutReference(Series series) {
    return new Series(
        series.name(),
        series.better(),
        series.points().stream()
            .map(point ->
                new SeriesPoint(
                    point.label(),
                    point.time(),
                    point.value(),
                    point.variance(),
                    point.boots(),
                    OptionalDouble.empty()))
            .toList());
  }

  private static List<Alarm> own(DetectionSettings settings, Series series) {
    var detector = new SeriesDetector(settings, series.better());
    var raised = new ArrayList<Change>();
    for (SeriesPoint point : series.points()) {
      Look look = detector.add(point);
      if (look.proposed().isPresent()) {
        detector.accept(look);
        look.proposed()
            .filter(change -> change.kind() == ChangeKind.LEVEL && !change.isOfTheMachine())
            .ifPresent(raised::add);
      }
    }
    List<Change> known = detector.findings().changes();
    return raised.stream()
        .map(change ->
            new Alarm(
                change.foundAt(),
                change.position(),
                known.stream()
                    .filter(one -> one.foundAt() == change.foundAt())
                    .findFirst()
                    .map(Change::position)
                    .orElse(change.position())))
        .toList();
  }

  private static List<Alarm> anew(Series series, Function<double[], List<Integer>> rule) {
    double[] values = series.points().stream().mapToDouble(SeriesPoint::value).toArray();
    var alarms = new ArrayList<Alarm>();
    for (int count = 3; count <= values.length; count++) {
      for (int position : rule.apply(Arrays.copyOf(values, count))) {
        boolean isKnown =
            alarms.stream().anyMatch(alarm -> Math.abs(alarm.position() - position) <= SAME);
        if (!isKnown) {
          alarms.add(new Alarm(count - 1, position, position));
        }
      }
    }
    List<Integer> end = rule.apply(values);
    return alarms.stream()
        .map(alarm ->
            new Alarm(
                alarm.raisedAt(),
                alarm.position(),
                end.stream()
                    .filter(position -> Math.abs(position - alarm.position()) <= SAME)
                    .findFirst()
                    .orElse(alarm.position())))
        .toList();
  }
}
