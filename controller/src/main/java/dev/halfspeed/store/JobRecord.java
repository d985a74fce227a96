package dev.halfspeed.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one job: what was asked of a machine, and what came of it.
 *
 * @param job the job's id, the same for every attempt at it
 * @param attempt from 1
 * @param kind facts, build, boot
 * @param revision names what was built or booted: the good end, a candidate or a revert
 * @param commit full id; absent where the job is about no commit
 * @param purpose why a boot is made
 * @param workJson what the worker was sent
 * @param endedAt absent while it is not known to have ended
 * @param outcome absent while it is not known to have ended
 * @param message what happened, one line
 * @param resultJson what the worker answered; absent while it runs, or when it never answered
 * @param logPath where the job's log is or will be, on the controller's machine
 */
public record JobRecord(
    String job,
    int attempt,
    String bisection,
    String machine,
    String kind,
    @Nullable String revision,
    @Nullable String commit,
    @Nullable String subject,
    @Nullable String purpose,
    String workJson,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String outcome,
    String message,
    @Nullable String resultJson,
    String logPath) {

  /** The same job once it has ended, as the store then tells of it. */
  public JobRecord ended(Instant at, String how, String what, @Nullable String result) {
    return new JobRecord(
        job, attempt, bisection, machine, kind, revision, commit, subject, purpose, workJson,
        startedAt, at, how, what, result, logPath);
  }
}
