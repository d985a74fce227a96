package dev.halfspeed.store.access;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

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

  /**
   * What asks for the page before one: 1 more than the largest of the smallest numbers that are not
   * smaller than {@code from}; empty where there are none.
   *
   * @param most of a page
   */
  OptionalLong newer(String by, long from, int most);
}
