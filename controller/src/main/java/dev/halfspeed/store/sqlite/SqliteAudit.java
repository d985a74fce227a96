package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.access.AuditRecord;
import dev.halfspeed.store.access.AuditStore;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The table {@code audit}. */
record SqliteAudit(Transactions transactions) implements AuditStore {
  @Override
  public void append(List<AuditRecord> records) {
    transactions.write(
        "keep who sent what",
        handle -> {
          PreparedBatch batch =
              handle.prepareBatch(
                  """
                  INSERT INTO audit (at, principal, role, address, method, path, status)
                  VALUES (:at, :principal, :role, :address, :method, :path, :status)
                  """);
          records.forEach(record -> batch.bindMethods(record).add());
          return batch.execute();
        });
  }

  @Override
  public List<AuditRecord> newest(Instant since, String by, long before, int most) {
    boolean isSince = since.isAfter(Instant.EPOCH);
    boolean isBy = !by.isEmpty();
    return transactions.read(
        "read who sent what",
        handle -> {
          Query query =
              handle.createQuery(newest(isSince, isBy)).bind("before", before).bind("most", most);
          if (isSince) {
            query.bind("since", since);
          }
          if (isBy) {
            query.bind("by", by);
          }
          return query.mapTo(AuditRecord.class).list();
        });
  }

  @Override
  public OptionalLong newer(String by, long from, int most) {
    boolean isBy = !by.isEmpty();
    return transactions.read(
        "read who sent what later",
        handle -> {
          Query query =
              handle
                  .createQuery(
                      NewerPage.query(
                          "SELECT sequence AS number FROM audit WHERE sequence >= :from"
                              + (isBy ? " AND principal = :by" : ""),
                          "sequence"))
                  .bind("from", from)
                  .bind("most", most);
          return NewerPage.of(isBy ? query.bind("by", by) : query);
        });
  }

  /**
   * The query for the newest rows, with no condition that is not asked for: each has its index.
   * Since a time, the index of times is read from there on for the smallest number, and rows from
   * the newest on down to that number; a clock that was set back leaves rows of before among them.
   */
  static String newest(boolean isSince, boolean isBy) {
    return "SELECT sequence, at, principal, role, address, method, path, status FROM audit"
        + " WHERE sequence < :before"
        + (isSince
            ? " AND at >= :since AND sequence >= (SELECT min(sequence) FROM audit INDEXED BY"
                + " audit_at WHERE at >= :since)"
            : "")
        + (isBy ? " AND principal = :by" : "")
        + " ORDER BY sequence DESC LIMIT :most";
  }
}
