package dev.halfspeed.controller;

import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.regression.AlarmStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Alarms of which somebody is told at once.
 *
 * @param heard called after each new one
 */
record RungAlarms(AlarmStore store, Runnable heard) implements AlarmStore {
  @Override
  public boolean add(AlarmRecord alarm) {
    boolean isNew = store.add(alarm);
    if (isNew) {
      heard.run();
    }
    return isNew;
  }

  @Override
  public Optional<AlarmRecord> find(String key) {
    return store.find(key);
  }

  @Override
  public List<AlarmRecord> ofSeries(List<String> series) {
    return store.ofSeries(series);
  }

  @Override
  public List<AlarmRecord> since(Instant moment, int limit) {
    return store.since(moment, limit);
  }

  @Override
  public List<AlarmRecord> all() {
    return store.all();
  }

  @Override
  public List<AlarmRecord> allAfter(String key) {
    return store.allAfter(key);
  }
}
