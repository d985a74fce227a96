package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.watch.WatchPointRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** Reads a point of a watch from a row that has {@link #COLUMNS}, whatever else it has. */
final class WatchPointRow {
  static final String COLUMNS =
      """
      watch_point.sequence, watch_point.watch, watch_point.line, "commit", watch_point.workload, name,
        subject, committed_at, reference, seen_at
      """;

  private WatchPointRow() {}

  static WatchPointRecord of(ResultSet row) throws SQLException {
    return new WatchPointRecord(
        row.getLong("sequence"),
        row.getString("watch"),
        row.getString("line"),
        row.getString("commit"),
        row.getInt("workload"),
        row.getString("name"),
        row.getString("subject"),
        Instant.parse(row.getString("committed_at")),
        row.getString("reference"),
        Instant.parse(row.getString("seen_at")));
  }
}
