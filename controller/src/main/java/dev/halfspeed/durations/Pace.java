package dev.halfspeed.durations;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.Workload;
import dev.halfspeed.store.job.JobRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What work takes on each machine of a bisection, for its forecast: the durations of its builds,
 * boots and runs, less where jobs run beside each other and more where the machine waits.
 */
public final class Pace {
  /** Fewer jobs do not tell how many run at once. */
  private static final int LEAST_JOBS = 4;

  private Pace() {}

  /**
   * Learns from the jobs of one campaign. A machine that has not booted yet is taken to be like the
   * others.
   *
   * @return one for each machine, in their order; empty where none has booted yet
   */
  public static List<Workload.Machine> of(List<JobRecord> jobs, List<String> machines) {
    List<Optional<Workload.Machine>> seen = machines.stream().map(name -> of(jobs, name)).toList();
    List<Workload.Machine> known = seen.stream().flatMap(Optional::stream).toList();
    if (known.isEmpty()) {
      return List.of();
    }
    var typical =
        new Workload.Machine(
            known.stream().mapToDouble(Workload.Machine::buildSeconds).average().orElseThrow(),
            known.stream().mapToDouble(Workload.Machine::bootSeconds).average().orElseThrow());
    return seen.stream().map(machine -> machine.orElse(typical)).toList();
  }

  private static Optional<Workload.Machine> of(List<JobRecord> jobs, String machine) {
    List<JobRecord> own = jobs.stream().filter(job -> job.machine().equals(machine)).toList();
    var boots = new ArrayList<JobRecord>();
    int runs = 0;
    for (JobRecord job : own) {
      if (job.result() instanceof JobResult.Measured measured) {
        boots.add(job);
        runs += measured.runs();
      }
    }
    if (boots.isEmpty()) {
      return Optional.empty();
    }
    Costs costs = Costs.of(own, machine);
    double share = share(own, boots);
    return Optional.of(
        new Workload.Machine(
            share * costs.buildSeconds(),
            share * (costs.bootSeconds() + costs.runSeconds() * runs / boots.size())));
  }

  /**
   * The machine's time that a second of a job takes: one half where two jobs run beside each other
   * all the time. Counted from the first boot, since the first build, which may be a long one, has
   * the machine for itself.
   */
  private static double share(List<JobRecord> jobs, List<JobRecord> boots) {
    Instant from =
        boots.stream().map(JobRecord::startedAt).min(Comparator.naturalOrder()).orElseThrow();
    List<Instant> ends =
        jobs.stream()
            .map(JobRecord::endedAt)
            .filter(Objects::nonNull)
            .filter(end -> end.isAfter(from))
            .sorted()
            .toList();
    if (ends.size() < LEAST_JOBS) {
      return 1;
    }
    Instant to = ends.getLast();
    double worked = 0;
    for (JobRecord job : jobs) {
      Instant start = job.startedAt().isAfter(from) ? job.startedAt() : from;
      Instant ended = Objects.requireNonNullElse(job.endedAt(), to);
      Instant end = ended.isBefore(to) ? ended : to;
      worked += start.isBefore(end) ? seconds(start, end) : 0;
    }
    return worked > 0 ? seconds(from, to) / worked : 1;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
