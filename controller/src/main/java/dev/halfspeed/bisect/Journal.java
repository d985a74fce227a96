package dev.halfspeed.bisect;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.SampleRecord;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what the store holds of a bisection into the search's evidence. It is the only way from a
 * measurement to the posterior, in a running bisection as after a restart, so both come to the same
 * decision.
 */
final class Journal {
  private final String metric;
  private final boolean higherIsBetter;
  private final List<String> machines;

  Journal(String metric, boolean higherIsBetter, List<String> machines) {
    this.metric = metric;
    this.higherIsBetter = higherIsBetter;
    this.machines = List.copyOf(machines);
  }

  /** The evidence in jobs that have ended, in the order in which they ended. */
  List<Evidence> evidence(List<JobRecord> jobs, List<SampleRecord> samples) {
    var values = new HashMap<String, List<Double>>();
    for (SampleRecord sample : samples) {
      if (sample.metric().equals(metric)) {
        values
            .computeIfAbsent(key(sample.job(), sample.attempt()), ignored -> new ArrayList<>())
            .add(logarithm(sample.value()));
      }
    }
    List<JobRecord> ended =
        jobs.stream()
            .filter(job -> job.endedAt() != null)
            .sorted(
                Comparator.comparing((JobRecord job) -> Objects.requireNonNull(job.endedAt()))
                    .thenComparing(JobRecord::job)
                    .thenComparingInt(JobRecord::attempt))
            .toList();
    var evidence = new ArrayList<Evidence>();
    var trouble = new Trouble();
    for (JobRecord job : ended) {
      evidenceOf(job, values, trouble).ifPresent(evidence::add);
    }
    return List.copyOf(evidence);
  }

  private Optional<Evidence> evidenceOf(
      JobRecord job, Map<String, List<Double>> values, Trouble trouble) {
    String words = job.outcome();
    String name = job.revision();
    if (words == null || name == null) {
      return Optional.empty();
    }
    Revision revision = RevisionName.parse(name);
    Outcome outcome = Outcome.parse(words);
    return switch (outcome) {
      case BUILT -> {
        var built = (Result.Built) Protocol.read(resultOf(job), Result.class);
        yield Optional.of(new Evidence.Built(revision, built.image().buildId()));
      }
      case MEASURED -> {
        List<Double> runs = values.get(key(job.job(), job.attempt()));
        if (runs == null || !runs.stream().allMatch(Double::isFinite)) {
          // Zero or less has no logarithm: that run did not measure anything.
          yield Optional.of(new Evidence.Untestable(revision, Evidence.Cause.REPRODUCER_FAILED));
        }
        trouble.measured(name);
        var measured = (Result.Measured) Protocol.read(resultOf(job), Result.class);
        yield Optional.of(
            new Evidence.Measured(
                revision,
                machines.indexOf(job.machine()),
                measured.boot().buildId(),
                Purpose.valueOf(Objects.requireNonNull(job.purpose())),
                runs));
      }
      case UNBUILDABLE, UNBOOTABLE, REPRODUCER_FAILED ->
          outcome
              .cause()
              .filter(cause -> trouble.isBelieved(job, name, outcome))
              .map(cause -> new Evidence.Untestable(revision, cause));
      case FACTS, INFRASTRUCTURE, CANCELLED -> Optional.empty();
    };
  }

  /**
   * Which failures are believed. A reproducer may stumble, so its failure counts after some
   * attempts; and a revision that has been measured can be tested, so a failure there counts only
   * when it comes again in another boot.
   */
  private static final class Trouble {
    private final Set<String> measured = new HashSet<>();
    private final Set<String> failedSince = new HashSet<>();

    void measured(String revision) {
      measured.add(revision);
    }

    boolean isBelieved(JobRecord job, String revision, Outcome outcome) {
      if (outcome == Outcome.REPRODUCER_FAILED && job.attempt() < Attempts.REPRODUCER) {
        return false;
      }
      return !measured.contains(revision) || !failedSince.add(revision);
    }
  }

  private static String resultOf(JobRecord job) {
    return Objects.requireNonNull(job.resultJson());
  }

  /** On the log scale, its sign turned so that a regression makes it smaller. */
  private double logarithm(double value) {
    return higherIsBetter ? Math.log(value) : -Math.log(value);
  }

  private static String key(String job, int attempt) {
    return job + "/" + attempt;
  }
}
