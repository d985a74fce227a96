package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.regression.AlarmRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads a row of {@code alarm}. */
final class AlarmRow implements RowMapper<AlarmRecord> {
  @Override
  public AlarmRecord map(ResultSet row, StatementContext context) throws SQLException {
    return new AlarmRecord(
        row.getString("key"),
        Instant.parse(row.getString("at")),
        row.getString("principal"),
        row.getString("source"),
        row.getString("series"),
        AlarmRecord.Kind.valueOf(row.getString("kind")),
        row.getString("repository"),
        row.getString("branch"),
        Documents.workload(row.getString("workload_json")),
        row.getString("machine_class"),
        row.getString("metric"),
        row.getString("unit"),
        Documents.gaps(row.getString("gaps_json")),
        row.getDouble("change"),
        row.getDouble("lower"),
        row.getDouble("upper"),
        number(row, "value_before"),
        number(row, "value_after"),
        row.getString("words"));
  }

  private static @Nullable Double number(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }
}
