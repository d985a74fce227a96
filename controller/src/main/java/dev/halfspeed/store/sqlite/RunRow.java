package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.job.RunRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Reads a row of {@code run}. */
final class RunRow implements RowMapper<RunRecord> {
  @Override
  public RunRecord map(ResultSet row, StatementContext context) throws SQLException {
    return new RunRecord(
        row.getString("job"),
        row.getInt("attempt"),
        row.getInt("run"),
        row.getString("histogram"),
        Documents.conditions(row.getString("conditions_json")));
  }
}
