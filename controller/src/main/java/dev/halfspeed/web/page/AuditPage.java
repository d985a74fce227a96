package dev.halfspeed.web.page;

import dev.halfspeed.report.view.access.AuditView;
import java.time.Instant;
import java.util.List;

/**
 * The audit log: every write that was sent, the newest first.
 *
 * @param since as the address has it, like {@code by} and {@code before}
 * @param before empty where these are the newest ones
 * @param newer address of those before them; empty where these are the newest ones
 * @param older address of those behind them; empty where there are none
 */
public record AuditPage(
    String since, String by, String before, List<Row> rows, String newer, String older)
    implements Page {
  private static final int REFUSED = 400;
  private static final int FAILED = 500;

  public AuditPage {
    rows = List.copyOf(rows);
  }

  /** The page of a part of the log. */
  public static AuditPage of(AuditView view, String since, String by, String before) {
    Long next = view.next();
    Long previous = view.previous();
    return new AuditPage(
        since,
        by,
        before,
        view.entries().stream().map(Row::of).toList(),
        previous == null ? "" : Links.audit(since, by, Long.toString(previous)),
        next == null ? "" : Links.audit(since, by, Long.toString(next)));
  }

  /** A write. */
  public record Row(
      Instant at, Link who, String role, String address, String method, String path, Badge status) {
    static Row of(AuditView.Entry entry) {
      return new Row(
          entry.at(),
          new Link(Show.line(entry.principal()), Links.audit("", entry.principal(), "")),
          entry.role(),
          Show.line(entry.address()),
          Show.line(entry.method()),
          Show.line(entry.path()),
          new Badge(
              Integer.toString(entry.status()),
              entry.status() >= FAILED ? "bad" : entry.status() >= REFUSED ? "warn" : "good"));
    }
  }

  /** Whether these are the newest ones. */
  public boolean isFirst() {
    return before.isEmpty();
  }

  /** The newest ones of the same kind. */
  public String newest() {
    return Links.audit(since, by, "");
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.audit(since, by, before);
  }

  @Override
  public String title() {
    return "Audit log";
  }

  @Override
  public String template() {
    return "audit.jte";
  }
}
