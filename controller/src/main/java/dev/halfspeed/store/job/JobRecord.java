package dev.halfspeed.store.job;

import dev.halfspeed.core.JobResult;
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
 * @param imageKey the image that it builds or boots; absent where it is about none
 * @param position where a boot belongs in its campaign's plan; absent where there is no plan
 * @param endedAt absent while it is not known to have ended, like outcome
 * @param message what happened, one line
 * @param result absent while it runs
 * @param logPath where the job's log is or will be, in the folder of the worker on its machine
 */
public record JobRecord(
    String job,
    int attempt,
    String campaign,
    String machine,
    String kind,
    @Nullable String revision,
    @Nullable String commit,
    @Nullable String subject,
    @Nullable String purpose,
    @Nullable String imageKey,
    @Nullable String position,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String outcome,
    String message,
    @Nullable JobResult result,
    String logPath) {

  /** The same job once it has ended, as the store then tells of it. */
  public JobRecord ended(JobEnd end) {
    return new JobRecord(
        job,
        attempt,
        campaign,
        machine,
        kind,
        revision,
        commit,
        subject,
        purpose,
        imageKey,
        position,
        startedAt,
        end.at(),
        end.outcome(),
        end.message(),
        end.result(),
        logPath);
  }
}
