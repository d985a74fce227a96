package dev.halfspeed.report.view.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes that were sent, the newest first.
 *
 * @param next what asks for the older ones; absent: there are none
 * @param previous what asks for the newer ones; absent: these are the newest
 */
public record AuditView(List<Entry> entries, @Nullable Long next, @Nullable Long previous) {
  /**
   * A write that somebody sent.
   *
   * @param number counts all writes
   * @param principal who sent it
   * @param role his role then
   * @param address where it came from
   * @param status of the answer
   */
  public record Entry(
      long number,
      Instant at,
      String principal,
      String role,
      String address,
      String method,
      String path,
      int status) {}
}
