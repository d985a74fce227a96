package dev.halfspeed.watch;

import dev.halfspeed.store.watch.SeriesStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What detection says of series. The same values give the same answer, so each series is read once
 * for each new value, and a page that is opened again costs nothing.
 */
final class VerdictCache {
  private static final int MOST = 2000;

  private final WatchPorts ports;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MOST;
        }
      };

  private record Known(long value, String words) {}

  VerdictCache(WatchPorts ports) {
    this.ports = ports;
  }

  /** In words for people. */
  String of(WatchRequest request, SeriesStore.SeriesSummary summary) {
    String id = summary.series().id();
    long newest = summary.last().value().sequence();
    lock.lock();
    try {
      Known before = known.get(id);
      if (before != null && before.value() == newest) {
        return before.words();
      }
    } finally {
      lock.unlock();
    }
    String words =
        ports
            .changes()
            .read(List.of(WatchAlarms.values(request, summary.series(), ports.series().values(id))))
            .getFirst()
            .verdict();
    lock.lock();
    try {
      known.put(id, new Known(newest, words));
    } finally {
      lock.unlock();
    }
    return words;
  }
}
