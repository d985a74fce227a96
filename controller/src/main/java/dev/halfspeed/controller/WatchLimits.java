package dev.halfspeed.controller;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.regression.reconcile.BisectionLimits;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.store.watch.WatchStore;
import dev.halfspeed.watch.WatchLoop;
import dev.halfspeed.watch.WatchRequest;

/** A watch may start as many bisections as whoever added it said. */
record WatchLimits(WatchStore watches) implements BisectionLimits {
  @Override
  public int anHour(AlarmRecord alarm) {
    // A name is free again when its watch was removed: the youngest counts.
    return watches.all().reversed().stream()
        .filter(watch -> alarm.source().equals(WatchLoop.OWNER + watch.name()))
        .findFirst()
        .map(WatchLimits::limit)
        .orElse(Integer.MAX_VALUE);
  }

  private static int limit(WatchRecord watch) {
    return RowJson.read(watch.requestJson(), WatchRequest.class).bisectionsAnHour();
  }
}
