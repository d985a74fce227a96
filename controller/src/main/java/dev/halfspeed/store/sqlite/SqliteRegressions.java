package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.RegressionEventRecord;
import dev.halfspeed.store.RegressionStore;
import java.util.List;

/** The tables {@code regression} and {@code regression_event}. */
record SqliteRegressions(Transactions transactions) implements RegressionStore {
  private static final String SELECT =
      "SELECT regression, number, key, at, principal, kind, detail_json FROM regression_event";

  @Override
  public boolean add(RegressionEventRecord event) {
    return transactions.write(
        "keep event " + event.key(),
        handle -> {
          if (event.number() == 1) {
            handle
                .createUpdate(
                    """
                    INSERT INTO regression (id, at) VALUES (:regression, :at)
                    ON CONFLICT (id) DO NOTHING
                    """)
                .bindMethods(event)
                .execute();
          }
          return handle
                  .createUpdate(
                      """
                      INSERT INTO regression_event
                        (regression, number, key, at, principal, kind, detail_json)
                      VALUES (:regression, :number, :key, :at, :principal, :kind, :detailJson)
                      ON CONFLICT DO NOTHING
                      """)
                  .bindMethods(event)
                  .execute()
              == 1;
        });
  }

  @Override
  public List<RegressionEventRecord> eventsAfter(int count) {
    return transactions.read(
        "read the regressions",
        handle ->
            handle
                .createQuery(SELECT + " ORDER BY sequence LIMIT -1 OFFSET :count")
                .bind("count", count)
                .mapTo(RegressionEventRecord.class)
                .list());
  }

  @Override
  public List<RegressionEventRecord> events(String regression) {
    return transactions.read(
        "read regression " + regression,
        handle ->
            handle
                .createQuery(SELECT + " WHERE regression = :regression ORDER BY number")
                .bind("regression", regression)
                .mapTo(RegressionEventRecord.class)
                .list());
  }
}
