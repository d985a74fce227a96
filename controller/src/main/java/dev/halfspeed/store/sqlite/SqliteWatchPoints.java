package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.watch.SeriesRecord;
import dev.halfspeed.store.watch.SeriesValueRecord;
import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchPointEventRecord;
import dev.halfspeed.store.watch.WatchPointRecord;
import dev.halfspeed.store.watch.WatchPointStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The tables {@code watch_point}, {@code watch_point_event} and {@code watch_point_open}. */
record SqliteWatchPoints(Transactions transactions) implements WatchPointStore {
  @Override
  public int look(List<WatchPointRecord> points, WatchEventRecord looked) {
    return transactions.write(
        "keep the points of watch " + looked.watch(),
        handle -> {
          int added = 0;
          for (WatchPointRecord point : points) {
            Optional<Long> isNew =
                handle
                    .createQuery(
                        """
                        INSERT INTO watch_point (watch, line, "commit", workload, name, subject,
                          committed_at, reference, seen_at)
                        SELECT :watch, :line, :commit, :workload, :name, :subject, :committedAt,
                          :reference, :seenAt
                        WHERE NOT EXISTS (
                          SELECT 1 FROM watch_point WHERE watch = :watch AND line = :line
                            AND "commit" = :commit AND workload = :workload)
                        RETURNING sequence
                        """)
                    .bindMethods(point)
                    .mapTo(Long.class)
                    .findOne();
            if (isNew.isPresent()) {
              added++;
              handle
                  .createUpdate(
                      "INSERT INTO watch_point_open (watch, point) VALUES (:watch, :point)")
                  .bind("watch", point.watch())
                  .bind("point", isNew.get())
                  .execute();
            }
          }
          SqliteWatches.insert(handle, looked);
          return added;
        });
  }

  @Override
  public List<OpenPoint> open(String watch) {
    return transactions.read(
        "read the open points of watch " + watch,
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + WatchPointRow.COLUMNS
                        + """
                        , start.campaign
                        FROM watch_point_open AS open
                          JOIN watch_point ON watch_point.sequence = open.point
                          LEFT JOIN watch_point_event AS start
                            ON start.point = open.point AND start.kind = 'STARTED'
                        WHERE open.watch = :watch
                        ORDER BY watch_point.sequence
                        """)
                .bind("watch", watch)
                .map((row, context) ->
                    new OpenPoint(
                        WatchPointRow.of(row), Optional.ofNullable(row.getString("campaign"))))
                .list());
  }

  @Override
  public List<PointHistory> last(String watch, int limit) {
    return before(watch, Long.MAX_VALUE, limit);
  }

  @Override
  public OptionalLong newer(String watch, long from, int most) {
    return transactions.read(
        "find later points of watch " + watch,
        handle ->
            NewerPage.of(
                handle
                    .createQuery(
                        NewerPage.query(
                            "SELECT sequence AS number FROM watch_point WHERE watch = :watch"
                                + " AND sequence >= :from",
                            "sequence"))
                    .bind("watch", watch)
                    .bind("from", from)
                    .bind("most", most)));
  }

  @Override
  public List<PointHistory> before(String watch, long before, int limit) {
    Map<Long, WatchPointRecord> points = new LinkedHashMap<>();
    Map<Long, List<WatchPointEventRecord>> events = new LinkedHashMap<>();
    transactions.read(
        "read the points of watch " + watch,
        handle -> {
          handle
              .createQuery(
                  "SELECT "
                      + WatchPointRow.COLUMNS
                      + """
                      , event.at, event.kind, event.campaign, event.reason, event.machine_time
                      FROM (SELECT * FROM watch_point WHERE watch = :watch AND sequence < :before
                        ORDER BY sequence DESC LIMIT :limit) AS watch_point
                        LEFT JOIN watch_point_event AS event ON event.point = watch_point.sequence
                      ORDER BY watch_point.sequence DESC, event.sequence
                      """)
              .bind("watch", watch)
              .bind("before", before)
              .bind("limit", limit)
              .map((row, context) -> {
                WatchPointRecord point = WatchPointRow.of(row);
                points.putIfAbsent(point.sequence(), point);
                events
                    .computeIfAbsent(point.sequence(), ignored -> new ArrayList<>())
                    .addAll(event(point.sequence(), row).stream().toList());
                return true;
              })
              .list();
          return true;
        });
    return points.values().stream()
        .map(point -> new PointHistory(point, events.getOrDefault(point.sequence(), List.of())))
        .toList();
  }

  private static Optional<WatchPointEventRecord> event(long point, ResultSet row)
      throws SQLException {
    String kind = row.getString("kind");
    if (kind == null) {
      return Optional.empty();
    }
    long took = row.getLong("machine_time");
    Duration machineTime = row.wasNull() ? null : Duration.ofNanos(took);
    return Optional.of(
        new WatchPointEventRecord(
            point,
            Instant.parse(row.getString("at")),
            WatchPointEventRecord.Kind.valueOf(kind),
            row.getString("campaign"),
            row.getString("reason"),
            machineTime));
  }

  @Override
  public int count(String watch, WatchPointEventRecord.Kind kind) {
    return transactions.read(
        "count the points of watch " + watch,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FROM watch_point JOIN watch_point_event AS event
                      ON event.point = watch_point.sequence
                    WHERE watch = :watch AND event.kind = :kind
                    """)
                .bind("watch", watch)
                .bind("kind", kind)
                .mapTo(int.class)
                .one());
  }

  @Override
  public List<Duration> costs(String watch, int limit) {
    return transactions.read(
        "read the costs of watch " + watch,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT machine_time FROM watch_point_event AS event
                      CROSS JOIN watch_point ON event.point = watch_point.sequence
                    WHERE watch = :watch AND machine_time IS NOT NULL AND kind = :measured
                    ORDER BY event.sequence DESC LIMIT :limit
                    """)
                .bind("measured", WatchPointEventRecord.Kind.MEASURED)
                .bind("watch", watch)
                .bind("limit", limit)
                .map((row, context) -> Duration.ofNanos(row.getLong("machine_time")))
                .list());
  }

  @Override
  public boolean add(WatchPointEventRecord event) {
    return transactions.write(
        "keep an event of point " + event.point(), handle -> insert(handle, event));
  }

  /** Adds it where it may come next: once each, and nothing after the end. */
  private static boolean insert(Handle handle, WatchPointEventRecord event) {
    Duration took = event.machineTime();
    boolean isNew =
        handle
                .createUpdate(
                    """
                    INSERT INTO watch_point_event (point, at, kind, campaign, reason, machine_time)
                    SELECT :point, :at, :kind, :campaign, :reason, :took
                    WHERE NOT EXISTS (
                      SELECT 1 FROM watch_point_event
                      WHERE point = :point AND (kind = :kind OR kind <> 'STARTED'))
                    """)
                .bindMethods(event)
                .bind("took", took == null ? null : (Long) took.toNanos())
                .execute()
            == 1;
    if (isNew && event.kind() != WatchPointEventRecord.Kind.STARTED) {
      handle
          .createUpdate(
              """
              DELETE FROM watch_point_open
              WHERE watch = (SELECT watch FROM watch_point WHERE sequence = :point)
                AND point = :point
              """)
          .bind("point", event.point())
          .execute();
    }
    return isNew;
  }

  @Override
  public boolean settle(
      WatchPointEventRecord end, List<SeriesRecord> series, List<SeriesValueRecord> values) {
    return transactions.write(
        "settle point " + end.point(),
        handle -> {
          if (!insert(handle, end)) {
            return false;
          }
          SqliteSeries.insert(handle, series, values);
          return true;
        });
  }
}
