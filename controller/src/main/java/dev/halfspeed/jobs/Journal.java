package dev.halfspeed.jobs;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the store holds of a bisection into the search's evidence. It is the only way from a
 * measurement to the posterior, in a running bisection as after a restart, so both come to the same
 * decision.
 */
public final class Journal {
  private final String metric;
  private final MetricScale scale;
  private final boolean isPassOrFail;
  private final List<String> machines;

  public Journal(String metric, MetricScale scale, List<String> machines) {
    this(metric, scale, false, machines);
  }

  /**
   * Of a metric.
   *
   * @param isPassOrFail whether it is 1 for each run that passed, and 0 for each that failed
   */
  public Journal(String metric, MetricScale scale, boolean isPassOrFail, List<String> machines) {
    this.metric = metric;
    this.scale = scale;
    this.isPassOrFail = isPassOrFail;
    this.machines = List.copyOf(machines);
  }

  /**
   * What jobs tell.
   *
   * @param measured builds and measured boots, in the order in which they ended
   * @param marked what people say of commits
   */
  public record EvidenceSet(
      List<Evidence> measured, List<Evidence> marked, Testability testability) {
    /** All that holds for the whole lab. */
    public List<Evidence> evidence() {
      return joined(testability.untestable());
    }

    /** What holds for one machine, in a lab where others can do more, or less. */
    public List<Evidence> evidenceOn(String machine, Set<Revision> ends) {
      return joined(testability.untestableOn(machine, ends));
    }

    /** How much has been found out: never grows where nothing new is. */
    public long amount() {
      return measured.stream().filter(each -> !(each instanceof Evidence.Built)).count()
          + measured.stream().filter(Evidence.Built.class::isInstance).distinct().count()
          + testability.failures();
    }

    private List<Evidence> joined(List<Evidence> broken) {
      var all = new ArrayList<>(measured);
      all.addAll(marked);
      all.addAll(broken);
      return List.copyOf(all);
    }
  }

  /**
   * Reads the jobs that have ended.
   *
   * @param ended in the order in which that was written
   * @param interventions what people did to the campaign
   */
  public EvidenceSet read(
      List<JobRecord> ended, List<SampleRecord> samples, Interventions interventions) {
    Map<String, List<Double>> values = values(samples);
    var measured = new ArrayList<Evidence>();
    var testability = new Testability();
    Map<Revision, Intervention> marks = interventions.marks();
    for (JobRecord job : ended) {
      read(job, values, samples, testability)
          .filter(item -> counts(item, marks))
          .ifPresent(measured::add);
    }
    var marked = new ArrayList<Evidence>();
    marks.forEach((revision, mark) -> {
      switch (Interventions.verdict(mark)) {
        case GOOD -> marked.add(new Evidence.Marked(revision, false));
        case BAD -> marked.add(new Evidence.Marked(revision, true));
        case SKIP -> testability.skipped(revision);
      }
    });
    return new EvidenceSet(List.copyOf(measured), List.copyOf(marked), testability);
  }

  /**
   * Which boots that were measured give no evidence: their runs were disturbed, left out by a
   * person, or gave no number.
   *
   * @param ended in the order in which that was written
   * @return their places among all that were measured, from 0
   */
  public BitSet silent(List<JobRecord> ended, List<SampleRecord> samples) {
    Map<String, List<Double>> values = values(samples);
    var silent = new BitSet();
    int place = 0;
    for (JobRecord job : ended) {
      if (Outcome.MEASURED.words().equals(job.outcome()) && isOfRevision(job)) {
        silent.set(place, !isUsable(values.get(key(job.job(), job.attempt()))));
        place++;
      }
    }
    return silent;
  }

  /** The numbers of the runs that count, by their boots. */
  private Map<String, List<Double>> values(List<SampleRecord> samples) {
    var values = new HashMap<String, List<Double>>();
    for (SampleRecord sample : samples) {
      if (sample.metric().equals(metric) && sample.disturbance() == null) {
        values
            .computeIfAbsent(key(sample.job(), sample.attempt()), ignored -> new ArrayList<>())
            .add(isPassOrFail ? sample.value() : scale.logarithm(sample.value()));
      }
    }
    return values;
  }

  private static boolean isUsable(@Nullable List<Double> runs) {
    return runs != null && runs.stream().allMatch(Double::isFinite);
  }

  private static boolean isOfRevision(JobRecord job) {
    return job.revision() != null && !Purpose.PROFILE.name().equals(job.purpose());
  }

  /** Whether a boot counts though a person has marked its commit: only as part of a proof. */
  private static boolean counts(Evidence item, Map<Revision, Intervention> marks) {
    return switch (item) {
      case Evidence.Measured boot -> counts(boot.revision(), boot.purpose(), marks);
      case Evidence.Judged boot -> counts(boot.revision(), boot.purpose(), marks);
      case Evidence.Built _, Evidence.Earlier _, Evidence.Marked _, Evidence.Untestable _ -> true;
    };
  }

  private static boolean counts(
      Revision revision, Purpose purpose, Map<Revision, Intervention> marks) {
    Intervention mark = marks.get(revision);
    return mark == null || isProof(purpose, mark);
  }

  /**
   * Whether a boot of a marked commit counts all the same: a proof rests on what was measured, and
   * on no person's word.
   */
  public static boolean isProof(Purpose purpose, Intervention mark) {
    return purpose == Purpose.PROOF && Interventions.verdict(mark) != Intervention.Verdict.SKIP;
  }

  private Optional<Evidence> read(
      JobRecord job,
      Map<String, List<Double>> values,
      List<SampleRecord> samples,
      Testability testability) {
    String words = job.outcome();
    String name = job.revision();
    if (words == null || name == null || !isOfRevision(job)) {
      return Optional.empty();
    }
    Revision revision = RevisionName.parse(name);
    if (job.kind().equals(JobKind.REVERT)) {
      testability.impossible(revision);
      return Optional.empty();
    }
    Outcome outcome = Outcome.parse(words);
    switch (outcome) {
      case BUILT -> {
        var built = (JobResult.Built) resultOf(job);
        testability.built(revision, job.machine(), built.image().reused());
        return Optional.of(new Evidence.Built(revision, built.image().buildId()));
      }
      case MEASURED -> {
        List<Double> runs = values.get(key(job.job(), job.attempt()));
        if (runs != null && isUsable(runs)) {
          testability.measured(revision, job.machine());
          return Optional.of(measured(job, revision, runs));
        }
        if (runs == null && isGiven(job, samples)) {
          // Every run was disturbed, or left out by a person.
          testability.measured(revision, job.machine());
          return Optional.empty();
        }
        // Zero or less has no logarithm: that run did not measure anything.
        fail(
            job,
            revision,
            Evidence.Cause.REPRODUCER_FAILED,
            runs == null
                ? "the recipe gave no %s".formatted(metric)
                : "%s is not a finite number above zero in every run: %s"
                    .formatted(metric, told(job, samples)),
            testability);
      }
      case REPRODUCER_FAILED -> {
        // A reproducer may stumble: its failure counts when it comes again.
        if (job.attempt() >= RetryPolicy.REPRODUCER) {
          fail(job, revision, outcome.cause().orElseThrow(), job.message(), testability);
        }
      }
      // That it can be measured is known; what it is worth is not.
      case DISTURBED -> testability.measured(revision, job.machine());
      case UNBUILDABLE, UNBOOTABLE ->
          fail(job, revision, outcome.cause().orElseThrow(), job.message(), testability);
      case INFRASTRUCTURE -> {
        var fault = (JobResult.InfrastructureFault) resultOf(job);
        if (RetryPolicy.isGivenUp(job.attempt(), fault.fault())) {
          Evidence.Cause cause =
              job.kind().equals(JobKind.BUILD)
                  ? Evidence.Cause.UNBUILDABLE
                  : Evidence.Cause.UNBOOTABLE;
          testability.gaveUp(
              revision,
              job.machine(),
              FaultAttribution.Said.by(fault.fault()),
              new Testability.Failure(cause, job.purpose(), job.message()));
        }
      }
      case PROFILED, FACTS, CANCELLED -> {}
    }
    return Optional.empty();
  }

  private Evidence measured(JobRecord job, Revision revision, List<Double> runs) {
    var measured = (JobResult.Measured) resultOf(job);
    int machine = machines.indexOf(job.machine());
    String image = measured.boot().buildId();
    Purpose purpose = Purpose.valueOf(Objects.requireNonNull(job.purpose()));
    if (isPassOrFail) {
      int passed = (int) runs.stream().filter(value -> value > 0).count();
      int failed = runs.size() - passed;
      // The search looks for runs that fail more often.
      return scale.sought() == Sought.REGRESSION
          ? new Evidence.Judged(revision, machine, image, purpose, passed, failed)
          : new Evidence.Judged(revision, machine, image, purpose, failed, passed);
    }
    return new Evidence.Measured(revision, machine, image, purpose, runs);
  }

  private static void fail(
      JobRecord job,
      Revision revision,
      Evidence.Cause cause,
      String message,
      Testability testability) {
    testability.failed(
        revision, job.machine(), new Testability.Failure(cause, job.purpose(), message));
  }

  /** Whether a boot gave the metric in any run. */
  private boolean isGiven(JobRecord job, List<SampleRecord> samples) {
    return samplesOf(job, samples).findAny().isPresent();
  }

  private Stream<SampleRecord> samplesOf(JobRecord job, List<SampleRecord> samples) {
    return samples.stream()
        .filter(sample ->
            sample.metric().equals(metric)
                && sample.job().equals(job.job())
                && sample.attempt() == job.attempt());
  }

  /** The metric's value in each run of a boot, as the recipe gave it. */
  private String told(JobRecord job, List<SampleRecord> samples) {
    return samplesOf(job, samples)
        .map(sample -> String.valueOf(sample.value()))
        .collect(Collectors.joining(", "));
  }

  private static JobResult resultOf(JobRecord job) {
    return Objects.requireNonNull(job.result());
  }

  private static String key(String job, int attempt) {
    return job + "/" + attempt;
  }
}
