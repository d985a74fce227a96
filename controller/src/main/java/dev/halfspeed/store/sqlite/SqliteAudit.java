package dev.halfspeed.store.sqlite;

import dev.halfspeed.store.AuditRecord;
import dev.halfspeed.store.AuditStore;
import java.time.Instant;
import java.util.List;

/** The table {@code audit}. */
record SqliteAudit(Transactions transactions) implements AuditStore {
  @Override
  public void append(AuditRecord record) {
    transactions.write(
        "keep who sent what",
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO audit (at, principal, role, address, method, path, status)
                    VALUES (:at, :principal, :role, :address, :method, :path, :status)
                    """)
                .bindMethods(record)
                .execute());
  }

  @Override
  public List<AuditRecord> newest(Instant since, String by, long before, int most) {
    return transactions.read(
        "read who sent what",
        handle ->
            handle
                .createQuery(
                    """
                    SELECT sequence, at, principal, role, address, method, path, status FROM audit
                    WHERE sequence < :before AND at >= :since AND (:by = '' OR principal = :by)
                    ORDER BY sequence DESC LIMIT :most
                    """)
                .bind("since", since)
                .bind("by", by)
                .bind("before", before)
                .bind("most", most)
                .mapTo(AuditRecord.class)
                .list());
  }
}
