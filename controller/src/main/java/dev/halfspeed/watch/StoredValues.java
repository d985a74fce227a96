package dev.halfspeed.watch;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.watch.WatchValues;
import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.WatchRecord;
import java.util.ArrayList;
import java.util.List;

/** The series of a watch with all their values, for those who try settings on them. */
final class StoredValues {
  private StoredValues() {}

  /** In the order in which the series began. */
  static List<WatchValues> of(SeriesStore store, WatchRecord watch) {
    WatchRequest request = RowJson.read(watch.requestJson(), WatchRequest.class);
    List<SeriesRecord> all = store.all(watch.id());
    List<List<SeriesStore.SeriesPoint>> points =
        all.stream().map(series -> store.values(series.id())).toList();
    List<List<Integer>> rounds =
        Rounds.of(
            points.stream()
                .map(own -> own.stream().map(each -> each.point().seenAt()).toList())
                .toList());
    var values = new ArrayList<WatchValues>();
    for (int i = 0; i < all.size(); i++) {
      values.add(values(request, all.get(i), points.get(i), rounds.get(i)));
    }
    return values;
  }

  private static WatchValues values(
      WatchRequest request,
      SeriesRecord series,
      List<SeriesStore.SeriesPoint> points,
      List<Integer> rounds) {
    boolean isPinned = !request.isRebuilt(series.line());
    var values = new ArrayList<WatchValues.Value>();
    for (int i = 0; i < points.size(); i++) {
      SeriesStore.SeriesPoint each = points.get(i);
      values.add(
          new WatchValues.Value(
              each.point().name(),
              each.point().commit(),
              rounds.get(i),
              each.value().at(),
              each.value().ratio(),
              each.value().ratioVariance(),
              isPinned ? (Double) each.value().level() : null,
              each.value().boots()));
    }
    return new WatchValues(
        series.id(),
        series.line(),
        request.workloads().get(series.workload()).recipe(),
        series.machineClass(),
        series.metric(),
        series.unit(),
        series.higherIsBetter(),
        values);
  }
}
