package dev.halfspeed.access;

import dev.halfspeed.core.Principal;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.view.access.AuditView;
import dev.halfspeed.store.access.AuditRecord;
import dev.halfspeed.store.access.AuditStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** Every write that was sent to the controller, kept for good. Methods block. */
public final class AuditLog {
  private static final int LONGEST = 200;

  private final AuditStore store;
  private final InstantSource clock;

  public AuditLog(AuditStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * A write that is to be kept.
   *
   * @param path without its query, and without anything secret
   * @param status of the answer
   */
  public record Write(
      Instant at, Principal by, String address, String method, String path, int status) {}

  /** The time, by the clock of the log. */
  public Instant now() {
    return clock.instant();
  }

  /** Keeps writes, in their order: all of them, or none. */
  public void keep(List<Write> writes) {
    store.append(writes.stream().map(AuditLog::row).toList());
  }

  private static AuditRecord row(Write write) {
    return new AuditRecord(
        0,
        write.at(),
        write.by().name(),
        write.by().role().word(),
        write.address(),
        Printable.line(write.method(), LONGEST),
        Printable.line(write.path(), LONGEST),
        write.status());
  }

  /**
   * The newest writes.
   *
   * @param since none before it
   * @param by name of a principal; empty: all
   * @param before a number of an entry; only those before it
   */
  public AuditView newest(Instant since, String by, long before, int most) {
    List<AuditView.Entry> entries =
        store.newest(since, by, before, most + 1).stream()
            .map(row ->
                new AuditView.Entry(
                    row.sequence(),
                    row.at(),
                    row.principal(),
                    row.role(),
                    row.address(),
                    row.method(),
                    row.path(),
                    row.status()))
            .toList();
    boolean isMore = entries.size() > most;
    List<AuditView.Entry> shown = isMore ? entries.subList(0, most) : entries;
    OptionalLong newer =
        before == Long.MAX_VALUE ? OptionalLong.empty() : store.newer(by, before, most);
    return new AuditView(
        shown,
        isMore ? (Long) shown.getLast().number() : null,
        newer.isPresent() ? (Long) newer.getAsLong() : null);
  }
}
