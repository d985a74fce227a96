package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.regression.RegressionEventRecord;
import dev.halfspeed.store.regression.RegressionStore;
import java.util.List;

/** The tables {@code regression} and {@code regression_event}. */
record SqliteRegressions(Transactions transactions) implements RegressionStore {
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
  public List<RegressionEventRecord> eventsAfter(String key) {
    return transactions.read(
        "read the regressions",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT regression, number, key, at, principal, kind, detail_json
                    FROM regression_event
                    WHERE sequence > coalesce(
                      (SELECT sequence FROM regression_event WHERE key = :key), 0)
                    ORDER BY sequence
                    """)
                .bind("key", key)
                .mapTo(RegressionEventRecord.class)
                .list());
  }
}
