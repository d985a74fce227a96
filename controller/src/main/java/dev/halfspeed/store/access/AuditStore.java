package dev.halfspeed.store.access;

import java.time.Instant;
import java.util.List;

/** Every write that was sent. Rows are only added. */
public interface AuditStore {
  /** Adds some: all of them, or none. */
  void append(List<AuditRecord> records);

  /**
   * The newest ones, the newest first.
   *
   * @param since none before it
   * @param by name of a principal; empty: all
   * @param before a sequence; only those before it
   */
  List<AuditRecord> newest(Instant since, String by, long before, int most);
}
