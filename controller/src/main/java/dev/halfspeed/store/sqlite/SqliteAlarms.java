package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.regression.AlarmStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code alarm}. */
record SqliteAlarms(Transactions transactions) implements AlarmStore {
  @Override
  public boolean add(AlarmRecord alarm) {
    return transactions.write(
        "keep the alarm " + alarm.key(),
        handle ->
            handle
                    .createUpdate(
                        """
                        INSERT INTO alarm (key, at, principal, source, series, kind, repository,
                          branch, recipe, workload_json, machine_class, metric, unit, gaps_json,
                          change, lower, upper, value_before, value_after, words)
                        VALUES (:key, :at, :principal, :source, :series, :kind, :repository,
                          :branch, :recipe, :workloadJson, :machineClass, :metric, :unit, :gapsJson,
                          :change, :lower, :upper, :before, :after, :words)
                        ON CONFLICT (key) DO NOTHING
                        """)
                    .bindMethods(alarm)
                    .bind("recipe", alarm.workload().recipe())
                    .bind("workloadJson", Documents.workload(alarm.workload()))
                    .bind("gapsJson", Documents.gaps(alarm.gaps()))
                    .execute()
                == 1);
  }

  @Override
  public Optional<AlarmRecord> find(String key) {
    return transactions.read(
        "read the alarm " + key,
        handle ->
            handle
                .createQuery("SELECT * FROM alarm WHERE key = :key")
                .bind("key", key)
                .mapTo(AlarmRecord.class)
                .findOne());
  }

  @Override
  public List<AlarmRecord> ofSeries(List<String> series) {
    if (series.isEmpty()) {
      return List.of();
    }
    return transactions.read(
        "read the alarms of " + series.size() + " series",
        handle ->
            handle
                .createQuery("SELECT * FROM alarm WHERE series IN (<series>) ORDER BY sequence")
                .bindList("series", series)
                .mapTo(AlarmRecord.class)
                .list());
  }

  @Override
  public List<AlarmRecord> since(Instant moment, int limit) {
    return transactions.read(
        "read the alarms since " + moment,
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM alarm WHERE at >= :moment ORDER BY sequence DESC LIMIT :limit")
                .bind("moment", moment)
                .bind("limit", limit)
                .mapTo(AlarmRecord.class)
                .list());
  }

  @Override
  public List<AlarmRecord> all() {
    return allAfter("");
  }

  @Override
  public List<AlarmRecord> allAfter(String key) {
    return transactions.read(
        "read the alarms",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM alarm
                    WHERE sequence > coalesce((SELECT sequence FROM alarm WHERE key = :key), 0)
                    ORDER BY sequence
                    """)
                .bind("key", key)
                .mapTo(AlarmRecord.class)
                .list());
  }
}
