package dev.halfspeed.store.sqlite;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads rows whose columns are the components of a record. Jdbi finds out by reflection, for each
 * result, which column is which component: here that is done once for each list of columns.
 */
final class RecordRow<T> implements RowMapper<T> {
  private final RowMapper<T> byReflection;
  private final Map<List<String>, RowMapper<T>> byColumns = new ConcurrentHashMap<>();

  RecordRow(Class<T> type) {
    byReflection = ConstructorMapper.of(type);
  }

  @Override
  public T map(ResultSet row, StatementContext context) throws SQLException {
    return specialize(row, context).map(row, context);
  }

  @Override
  public RowMapper<T> specialize(ResultSet rows, StatementContext context) throws SQLException {
    List<String> columns = columns(rows.getMetaData());
    RowMapper<T> known = byColumns.get(columns);
    if (known == null) {
      known = byReflection.specialize(rows, context);
      byColumns.put(columns, known);
    }
    return known;
  }

  private static List<String> columns(ResultSetMetaData data) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int column = 1; column <= data.getColumnCount(); column++) {
      columns.add(data.getColumnLabel(column));
    }
    return columns;
  }
}
