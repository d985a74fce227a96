package dev.halfspeed.campaign;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.Words;
import dev.halfspeed.store.job.JobRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a campaign may take of machines: the time of all its jobs, whatever came of them. Two jobs
 * beside each other take twice as much. A job takes what its machine says, not the time for which
 * the machine was away; one whose machine did not come back takes nothing. The store reckons the
 * same for jobs that have ended ({@code JobStore.machineTime}).
 */
final class MachineTime {
  private final Duration limit;

  private MachineTime(Duration limit) {
    this.limit = limit;
  }

  /** The budget of a campaign; empty where it has none. */
  static Optional<MachineTime> of(Terms terms) {
    return terms.machineTime().map(MachineTime::new);
  }

  /**
   * What is left of it at an instant; zero or less: nothing.
   *
   * @param isAway of a machine's name: whether it can't be reached, so that nobody knows what runs
   */
  Duration left(List<JobRecord> jobs, Instant now, Predicate<String> isAway) {
    return limit.minus(
        jobs.stream().map(job -> of(job, now, isAway)).reduce(Duration.ZERO, Duration::plus));
  }

  private static Duration of(JobRecord job, Instant now, Predicate<String> isAway) {
    Instant end = job.endedAt();
    JobResult result = job.result();
    if (end == null || result == null) {
      return isAway.test(job.machine()) ? Duration.ZERO : between(job.startedAt(), now);
    }
    Duration most = between(job.startedAt(), end);
    return isLost(result)
        ? Duration.ZERO
        : result.duration().filter(took -> took.compareTo(most) < 0).orElse(most);
  }

  private static boolean isLost(JobResult result) {
    return result instanceof JobResult.InfrastructureFault(JobResult.Fault fault, String _)
        && fault == JobResult.Fault.LINK_LOST;
  }

  /** A clock that was set back gives nothing back. */
  private static Duration between(Instant start, Instant end) {
    Duration took = Duration.between(start, end);
    return took.isNegative() ? Duration.ZERO : took;
  }

  /** For people, such as "3 h on machines". */
  String words() {
    return Words.duration((double) limit.toSeconds()) + " on machines";
  }
}
