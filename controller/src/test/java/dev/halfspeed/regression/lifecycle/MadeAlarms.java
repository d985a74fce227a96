package dev.halfspeed.regression.lifecycle;

import dev.halfspeed.store.regression.AlarmRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Alarms of made series: two branches of each experiment, one metric. */
public final class MadeAlarms {
  private MadeAlarms() {}

  /** The id of a made commit. */
  public static String id(int commit) {
    return "%040x".formatted(commit);
  }

  private static int experiment(int series) {
    return series / 2;
  }

  /** An alarm of a series, between the first and the last of some commits. */
  public static AlarmRecord alarm(
      String key, Instant at, int series, AlarmRecord.Kind kind, double change, int... points) {
    var gaps =
        java.util.stream.IntStream.range(1, points.length)
            .mapToObj(number ->
                new AlarmRecord.Gap(
                    id(points[number - 1]), id(points[number]), 1.0 / (points.length - 1)))
            .toList();
    return new AlarmRecord(
        key,
        at,
        "watch nightly",
        "watch nightly",
        "s" + experiment(series),
        kind,
        "/linux",
        series % 2 == 0 ? "master" : "next",
        new AlarmRecord.Workload(
            "recipe-" + experiment(series), null, Map.of(), "defconfig", List.of(), null),
        "m1",
        "tps",
        "tps",
        gaps,
        change,
        change - 0.01,
        change + 0.01,
        1000.0,
        1000 * Math.exp(change),
        "");
  }
}
