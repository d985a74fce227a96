package dev.halfspeed.campaign.bisection;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where the machines' time went, from the jobs that ran on them.
 *
 * <p>A machine's time is counted from its first job to the end. It is idle while none of its jobs
 * runs, whatever the reason: other campaigns had it, it was out of use, or the bisection was
 * paused.
 */
final class TimeLedger {
  private final Map<String, Double> byKind;
  private final double idle;
  private final double whole;
  private final Instant end;

  private TimeLedger(Map<String, Double> byKind, double idle, double whole, Instant end) {
    this.byKind = byKind;
    this.idle = idle;
    this.whole = whole;
    this.end = end;
  }

  /** Adds up jobs until an instant: the bisection's end, or now. */
  static TimeLedger of(List<JobRecord> jobs, Instant end) {
    var byMachine = new TreeMap<String, List<JobRecord>>();
    for (JobRecord job : jobs) {
      byMachine.computeIfAbsent(job.machine(), ignored -> new ArrayList<>()).add(job);
    }
    double idle = 0;
    double whole = 0;
    for (List<JobRecord> own : byMachine.values()) {
      own.sort(Comparator.comparing(JobRecord::startedAt));
      Instant busyUntil = own.getFirst().startedAt();
      for (JobRecord job : own) {
        if (job.startedAt().isAfter(busyUntil)) {
          idle += seconds(Duration.between(busyUntil, job.startedAt()));
        }
        Instant ended = Objects.requireNonNullElse(job.endedAt(), end);
        if (ended.isAfter(busyUntil)) {
          busyUntil = ended;
        }
      }
      if (end.isAfter(busyUntil)) {
        idle += seconds(Duration.between(busyUntil, end));
      }
      whole += Math.max(0, seconds(Duration.between(own.getFirst().startedAt(), end)));
    }
    return new TimeLedger(byKind(jobs, end), idle, whole, end);
  }

  private static Map<String, Double> byKind(List<JobRecord> jobs, Instant end) {
    var kinds = new LinkedHashMap<String, Double>();
    for (JobRecord job : jobs) {
      double took =
          seconds(
              Duration.between(job.startedAt(), Objects.requireNonNullElse(job.endedAt(), end)));
      // A disturbed boot was for nothing, and is told as a whole.
      if (!Outcome.DISTURBED.words().equals(job.outcome())
          && job.result() instanceof JobResult.Measured measured) {
        double parts = 0;
        for (Map.Entry<String, Duration> phase : measured.boot().phases().entrySet()) {
          double part = seconds(phase.getValue());
          kinds.merge(phase.getKey(), part, Double::sum);
          parts += part;
        }
        kinds.merge("around boots", Math.max(0, took - parts), Double::sum);
      } else {
        kinds.merge(kind(job), took, Double::sum);
      }
    }
    return kinds;
  }

  /** Work that gave nothing is shown under what became of it. */
  private static String kind(JobRecord job) {
    String outcome = job.outcome();
    if (outcome == null) {
      return job.kind();
    }
    return switch (Outcome.parse(outcome)) {
      case PROFILED -> "profile";
      case MEASURED, BUILT, FACTS -> job.kind();
      case DISTURBED, UNBUILDABLE, UNBOOTABLE, REPRODUCER_FAILED, INFRASTRUCTURE, CANCELLED ->
          job.kind() + ", " + outcome;
    };
  }

  BisectionView.TimeSpent since(Instant start) {
    return new BisectionView.TimeSpent(
        seconds(Duration.between(start, end)), byKind, idle, whole > 0 ? idle / whole : 0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
