package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.watch.WatchEventRecord;
import dev.halfspeed.store.watch.WatchRecord;
import dev.halfspeed.store.watch.WatchStore;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The tables {@code watch} and {@code watch_event}. */
record SqliteWatches(Transactions transactions) implements WatchStore {
  private static final String WATCH =
      "SELECT id, name, owner, created_at, request_json, detail_json FROM watch ";
  private static final String EVENT = "SELECT watch, at, kind, principal, reason FROM watch_event ";

  @Override
  public void add(WatchRecord watch) {
    transactions.write(
        "keep watch " + watch.name(),
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO watch (id, name, owner, created_at, request_json, detail_json)
                    VALUES (:id, :name, :owner, :createdAt, :requestJson, :detailJson)
                    """)
                .bindMethods(watch)
                .execute());
  }

  @Override
  public List<WatchRecord> all() {
    return transactions.read(
        "read the watches",
        handle -> handle.createQuery(WATCH + "ORDER BY sequence").mapTo(WatchRecord.class).list());
  }

  @Override
  public void add(WatchEventRecord event) {
    transactions.write("keep an event of watch " + event.watch(), handle -> insert(handle, event));
  }

  /** Adds an event, in the transaction that is open. */
  static int insert(Handle handle, WatchEventRecord event) {
    return handle
        .createUpdate(
            """
            INSERT INTO watch_event (watch, at, kind, principal, reason)
            VALUES (:watch, :at, :kind, :principal, :reason)
            """)
        .bindMethods(event)
        .execute();
  }

  @Override
  public List<WatchEventRecord> lastEvents(String watch) {
    return transactions.read(
        "read the state of watch " + watch,
        handle ->
            handle
                .createQuery(
                    EVENT
                        + """
                        WHERE sequence IN (
                          SELECT (SELECT max(sequence) FROM watch_event
                            WHERE watch = :watch AND kind = kinds.column1)
                          FROM (VALUES ('PAUSED'), ('RESUMED'), ('RUN_NOW'), ('REMOVED'), ('LOOKED'),
                            ('FAULT'), ('WELL')) AS kinds)
                        ORDER BY sequence
                        """)
                .bind("watch", watch)
                .mapTo(WatchEventRecord.class)
                .list());
  }

  @Override
  public List<WatchEventRecord> history(String watch, int limit) {
    return transactions
        .read(
            "read the history of watch " + watch,
            handle ->
                handle
                    .createQuery(
                        EVENT
                            + """
                            WHERE watch = :watch AND kind <> 'LOOKED'
                            ORDER BY sequence DESC LIMIT :limit
                            """)
                    .bind("watch", watch)
                    .bind("limit", limit)
                    .mapTo(WatchEventRecord.class)
                    .list())
        .reversed();
  }
}
