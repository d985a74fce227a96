package dev.halfspeed.report.view.machine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one machine.
 *
 * @param work the newest first
 * @param standings whether it might be given work, the newest first
 * @param checks those that ended, the newest first
 * @param queue the campaigns that share it now, in the order in which they came
 */
public record MachineHistory(
    MachineDay day,
    List<Work> work,
    List<MachineView.Standing> standings,
    List<CheckView> checks,
    List<Queued> queue) {
  public MachineHistory {
    work = List.copyOf(work);
    standings = List.copyOf(standings);
    checks = List.copyOf(checks);
    queue = List.copyOf(queue);
  }

  /**
   * An attempt at a job.
   *
   * @param job its id with the attempt's number, as in NAME/1
   * @param campaignKind bisection, comparison, config-bisection, check or recheck
   * @param kind facts, build, boot
   * @param commit absent where it is about none, like its subject
   * @param endedAt absent while it is not known to have ended, like the outcome
   * @param message what happened, one line; may be empty
   */
  public record Work(
      String job,
      String campaign,
      String campaignKind,
      String kind,
      @Nullable String commit,
      @Nullable String subject,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String outcome,
      String message) {}

  /**
   * A campaign that may be given a machine's time.
   *
   * @param words its kind and id, and how long it goes on about
   */
  public record Queued(String campaign, String kind, String words) {}
}
