package dev.halfspeed.store.sqlite;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads a row of the table {@code intervention}. */
final class InterventionRow implements RowMapper<Intervention> {

  /** What the column {@code kind} says, one word for each act. */
  enum Kind {
    PAUSE,
    RESUME,
    PRIORITY,
    BUDGET,
    REMEASURE,
    EXCLUDE,
    MARK,
    UNDO;

    static Kind of(Act act) {
      return switch (act) {
        case Act.Pause _ -> PAUSE;
        case Act.Resume _ -> RESUME;
        case Act.Prioritize _ -> PRIORITY;
        case Act.Budget _ -> BUDGET;
        case Act.Remeasure _ -> REMEASURE;
        case Act.Exclude _ -> EXCLUDE;
        case Act.Mark _ -> MARK;
        case Act.Undo _ -> UNDO;
      };
    }
  }

  @Override
  public Intervention map(ResultSet row, StatementContext context) throws SQLException {
    return new Intervention(
        row.getInt("number"),
        Instant.parse(text(row, "at")),
        text(row, "principal"),
        act(Kind.valueOf(text(row, "kind")), row),
        text(row, "reason"));
  }

  private static Act act(Kind kind, ResultSet row) throws SQLException {
    return switch (kind) {
      case PAUSE -> new Act.Pause();
      case RESUME -> new Act.Resume();
      case PRIORITY -> new Act.Prioritize(row.getInt("priority"));
      case BUDGET -> new Act.Budget(integer(row, "boots"), number(row, "machine_seconds"));
      case REMEASURE ->
          new Act.Remeasure(text(row, "revision"), text(row, "commit"), row.getInt("after_job"));
      case EXCLUDE -> new Act.Exclude(text(row, "job"), row.getInt("attempt"), integer(row, "run"));
      case MARK ->
          new Act.Mark(
              text(row, "revision"),
              text(row, "commit"),
              Intervention.Verdict.valueOf(text(row, "verdict")));
      case UNDO -> new Act.Undo(row.getInt("undoes"));
    };
  }

  private static String text(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getString(column), column);
  }

  private static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : Integer.valueOf(value);
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(value);
  }
}
