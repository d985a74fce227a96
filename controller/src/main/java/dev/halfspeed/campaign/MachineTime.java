package dev.halfspeed.campaign;

import dev.halfspeed.report.Words;
import dev.halfspeed.store.job.JobRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a campaign may take of machines: the time of all its jobs, whatever came of them. Two jobs
 * beside each other take twice as much.
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

  /** What is left of it at an instant; zero or less: nothing. */
  Duration left(List<JobRecord> jobs, Instant now) {
    Duration spent = Duration.ZERO;
    for (JobRecord job : jobs) {
      Duration took =
          Duration.between(job.startedAt(), Objects.requireNonNullElse(job.endedAt(), now));
      // A clock that was set back gives nothing back.
      spent = took.isNegative() ? spent : spent.plus(took);
    }
    return limit.minus(spent);
  }

  /** For people, such as "3 h on machines". */
  String words() {
    return Words.duration((double) limit.toSeconds()) + " on machines";
  }
}
