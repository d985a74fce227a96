package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesStore;
import dev.halfspeed.store.watch.SeriesValueRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables {@code series}, {@code series_value} and {@code series_examined}. */
record SqliteSeries(Transactions transactions) implements SeriesStore {
  private static final String SERIES =
      """
      SELECT id, watch, line, workload, experiment, machine_class, metric, unit, higher_is_better
      FROM series
      """;

  /** Adds the values of a point and the series that are new, in the transaction that is open. */
  static void insert(Handle handle, List<SeriesRecord> series, List<SeriesValueRecord> values) {
    for (SeriesRecord one : series) {
      handle
          .createUpdate(
              """
              INSERT INTO series (id, watch, line, workload, experiment, machine_class,
                metric, unit, higher_is_better)
              VALUES (:id, :watch, :line, :workload, :experiment, :machineClass, :metric,
                :unit, :higherIsBetter)
              ON CONFLICT (id) DO NOTHING
              """)
          .bindMethods(one)
          .execute();
    }
    for (SeriesValueRecord value : values) {
      handle
          .createUpdate(
              """
              INSERT INTO series_value (series, point, at, ratio, ratio_variance, level,
                level_variance, boots)
              VALUES (:series, :point, :at, :ratio, :ratioVariance, :level, :levelVariance,
                :boots)
              """)
          .bindMethods(value)
          .execute();
    }
  }

  @Override
  public List<SeriesRecord> all(String watch) {
    return transactions.read(
        "read the series of watch " + watch,
        handle ->
            handle
                .createQuery(SERIES + "WHERE watch = :watch ORDER BY sequence")
                .bind("watch", watch)
                .mapTo(SeriesRecord.class)
                .list());
  }

  @Override
  public List<SeriesPoint> values(String series) {
    return transactions.read(
        "read series " + series,
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + WatchPointRow.COLUMNS
                        + """
                        , value.sequence AS value, at, ratio, ratio_variance, level, level_variance,
                          boots
                        FROM series_value AS value
                          JOIN watch_point ON watch_point.sequence = value.point
                        WHERE series = :series ORDER BY watch_point.sequence
                        """)
                .bind("series", series)
                .map((row, context) -> new SeriesPoint(WatchPointRow.of(row), value(row, series)))
                .list());
  }

  private static SeriesValueRecord value(ResultSet row, String series) throws SQLException {
    return new SeriesValueRecord(
        row.getLong("value"),
        series,
        row.getLong("sequence"),
        Instant.parse(row.getString("at")),
        row.getDouble("ratio"),
        row.getDouble("ratio_variance"),
        row.getDouble("level"),
        row.getDouble("level_variance"),
        row.getInt("boots"));
  }

  @Override
  public List<MeasuredPoint> values(String series, Instant from, Instant until, int limit) {
    return transactions
        .read(
            "read a part of series " + series,
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT watch_point.sequence, name, "commit", subject, seen_at,
                          value.sequence AS value, value.at, ratio, ratio_variance, level,
                          level_variance, boots, start.campaign
                        FROM series_value AS value
                          JOIN watch_point ON watch_point.sequence = value.point
                          LEFT JOIN watch_point_event AS start
                            ON start.point = value.point AND start.kind = 'STARTED'
                        WHERE series = :series AND seen_at >= :from AND seen_at < :until
                        ORDER BY value.point DESC LIMIT :limit
                        """)
                    .bind("series", series)
                    .bind("from", from)
                    .bind("until", until)
                    .bind("limit", limit)
                    .map((row, context) ->
                        new MeasuredPoint(
                            row.getString("name"),
                            row.getString("commit"),
                            row.getString("subject"),
                            Instant.parse(row.getString("seen_at")),
                            value(row, series),
                            Optional.ofNullable(row.getString("campaign"))))
                    .list())
        .reversed();
  }

  @Override
  public Optional<Instant> seenAt(String series, String commit) {
    return transactions.read(
        "read when a commit of series " + series + " was seen",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT seen_at FROM series
                      JOIN watch_point ON watch_point.watch = series.watch
                        AND watch_point.line = series.line
                        AND "commit" = :commit AND watch_point.workload = series.workload
                    WHERE series.id = :series
                    """)
                .bind("series", series)
                .bind("commit", commit)
                .mapTo(Instant.class)
                .findOne());
  }

  @Override
  public List<SeriesSummary> summaries(String watch) {
    return transactions.read(
        "read the series of watch " + watch + " in short",
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + WatchPointRow.COLUMNS
                        + """
                        , series.id, experiment, machine_class, metric, unit, higher_is_better,
                          (SELECT count(*) FROM series_value AS each WHERE each.series = series.id)
                            AS "values",
                          value.sequence AS value, value.at, ratio, ratio_variance, level,
                          level_variance, boots
                        FROM series
                          JOIN series_value AS value ON value.sequence = (
                            SELECT max(each.sequence) FROM series_value AS each
                            WHERE each.series = series.id)
                          JOIN watch_point ON watch_point.sequence = value.point
                        WHERE series.watch = :watch ORDER BY series.sequence
                        """)
                .bind("watch", watch)
                .map((row, context) -> {
                  WatchPointRecord point = WatchPointRow.of(row);
                  String id = row.getString("id");
                  return new SeriesSummary(
                      new SeriesRecord(
                          id,
                          point.watch(),
                          point.line(),
                          point.workload(),
                          row.getString("experiment"),
                          row.getString("machine_class"),
                          row.getString("metric"),
                          row.getString("unit"),
                          row.getBoolean("higher_is_better")),
                      row.getInt("values"),
                      new SeriesPoint(point, value(row, id)));
                })
                .list());
  }

  @Override
  public List<SeriesRecord> unexamined(String watch) {
    return transactions.read(
        "read the new values of watch " + watch,
        handle ->
            handle
                .createQuery(
                    SERIES
                        + """
                        WHERE watch = :watch AND (
                            SELECT max(sequence) FROM series_value WHERE series = series.id)
                          > coalesce((
                            SELECT max(value) FROM series_examined
                            WHERE series_examined.series = series.id), 0)
                        ORDER BY sequence
                        """)
                .bind("watch", watch)
                .mapTo(SeriesRecord.class)
                .list());
  }

  @Override
  public void examined(String series, long value, Instant at) {
    transactions.write(
        "mark series " + series + " as examined",
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO series_examined (series, value, at) VALUES (:series, :value, :at)
                    ON CONFLICT (series, value) DO NOTHING
                    """)
                .bind("series", series)
                .bind("value", value)
                .bind("at", at)
                .execute());
  }
}
