package dev.halfspeed.watch;

import dev.halfspeed.core.ContentDigest;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesValueRecord;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ends of a watch's points: each has values in its series, or failed.
 *
 * @param id the watch's
 */
record PointSettlement(String id, WatchPorts ports) {
  /** Writes down how a point's comparison ended, and what it has measured. */
  void settle(WatchPointRecord point, PointResult result) {
    List<PointValues.Value> values = result.isWhole() ? PointValues.of(result) : List.of();
    if (values.isEmpty()) {
      String why = result.isWhole() ? "no metric has two boots of a kernel" : result.words();
      ports
          .points()
          .add(
              new WatchPointEventRecord(
                  point.sequence(),
                  ports.time().instant(),
                  WatchPointEventRecord.Kind.FAILED,
                  null,
                  why,
                  result.machineTime()));
      return;
    }
    Map<String, SeriesRecord> series = new LinkedHashMap<>();
    var rows = new ArrayList<SeriesValueRecord>();
    for (PointValues.Value value : values) {
      SeriesRecord own = series(point, result, value);
      series.put(own.id(), own);
      rows.add(
          new SeriesValueRecord(
              0,
              own.id(),
              point.sequence(),
              ports.time().instant(),
              value.ratio(),
              value.ratioVariance(),
              value.level(),
              value.levelVariance(),
              value.boots()));
    }
    ports
        .points()
        .settle(
            new WatchPointEventRecord(
                point.sequence(),
                ports.time().instant(),
                WatchPointEventRecord.Kind.MEASURED,
                null,
                "",
                result.machineTime()),
            List.copyOf(series.values()),
            rows);
  }

  private SeriesRecord series(WatchPointRecord point, PointResult result, PointValues.Value value) {
    String digest =
        ContentDigest.of(
            List.of(
                id,
                point.line(),
                Integer.toString(point.workload()),
                result.experiment(),
                value.machineClass(),
                value.metric().name()));
    return new SeriesRecord(
        digest,
        id,
        point.line(),
        point.workload(),
        result.experiment(),
        value.machineClass(),
        value.metric().name(),
        value.metric().unit(),
        value.metric().higherIsBetter());
  }
}
