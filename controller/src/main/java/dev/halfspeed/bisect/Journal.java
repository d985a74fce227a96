package dev.halfspeed.bisect;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.SampleRecord;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Turns what the store holds of a bisection into the search's evidence. It is the only way from a measurement to the
 * posterior, in a running bisection as after a restart, so both come to the same decision.
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
    return jobs.stream()
        .filter(job -> job.endedAt() != null)
        .sorted(
            Comparator.comparing((JobRecord job) -> Objects.requireNonNull(job.endedAt()))
                .thenComparing(JobRecord::job)
                .thenComparingInt(JobRecord::attempt))
        .flatMap(job -> evidenceOf(job, values).stream())
        .toList();
  }

  private Optional<Evidence> evidenceOf(
      JobRecord job, Map<String, List<Double>> values) {
    String outcomeWords = job.outcome();
    String revisionName = job.revision();
    if (outcomeWords == null || revisionName == null) {
      return Optional.empty();
    }
    Outcome outcome = Outcome.parse(outcomeWords);
    var revision = RevisionName.parse(revisionName);
    if (outcome == Outcome.BUILT) {
      var built = (Result.Built) Protocol.read(resultOf(job), Result.class);
      return Optional.of(new Evidence.Built(revision, built.image().buildId()));
    }
    if (outcome == Outcome.MEASURED) {
      var measured =
          (Result.Measured) Protocol.read(resultOf(job), Result.class);
      return Optional.of(
          new Evidence.Measured(
              revision,
              machines.indexOf(job.machine()),
              measured.boot().buildId(),
              Purpose.valueOf(Objects.requireNonNull(job.purpose())),
              Objects.requireNonNull(values.get(key(job.job(), job.attempt())))));
    }
    if (outcome == Outcome.REPRODUCER_FAILED && job.attempt() < Attempts.REPRODUCER) {
      return Optional.empty();
    }
    return outcome.cause().map(cause -> new Evidence.Untestable(revision, cause));
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
