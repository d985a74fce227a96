package dev.halfspeed.campaign;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.JobId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** What the boots of a variant have measured. Runs that are no evidence are not among it. */
final class VariantBoots {
  private final VariantName name;
  private final VariantSetup setup;
  private final List<JobRecord> jobs;

  /** The samples of the whole campaign. */
  private final List<SampleRecord> samples;

  /** By boot and metric, one value a run. */
  private final Map<JobId, Map<String, List<Double>>> values;

  /** Of each boot the runs that are evidence. */
  private final Map<JobId, Set<Integer>> runs;

  private VariantBoots(
      VariantName name,
      VariantSetup setup,
      List<JobRecord> jobs,
      List<SampleRecord> samples,
      Map<JobId, Map<String, List<Double>>> values,
      Map<JobId, Set<Integer>> runs) {
    this.name = name;
    this.setup = setup;
    this.jobs = jobs;
    this.samples = samples;
    this.values = values;
    this.runs = runs;
  }

  /** Reads what the store has of a variant. */
  static VariantBoots read(Store store, VariantName name, VariantSetup setup) {
    String revision = name.stored();
    // Samples first: a job that ends between the two reads is then known without them.
    List<SampleRecord> samples = store.boots().samples(name.campaign());
    var values = new HashMap<JobId, Map<String, List<Double>>>();
    var runs = new HashMap<JobId, Set<Integer>>();
    for (SampleRecord sample : samples) {
      if (sample.disturbance() == null) {
        var boot = new JobId(sample.job(), sample.attempt());
        runs.computeIfAbsent(boot, _ -> new HashSet<>()).add(sample.run());
        values
            .computeIfAbsent(boot, _ -> new LinkedHashMap<>())
            .computeIfAbsent(sample.metric(), _ -> new ArrayList<>())
            .add(sample.value());
      }
    }
    List<JobRecord> jobs =
        store.jobs().ended(name.campaign()).stream()
            .filter(job ->
                revision.equals(job.revision())
                    && Outcome.MEASURED.words().equals(job.outcome())
                    && values.containsKey(id(job)))
            .toList();
    return new VariantBoots(name, setup, jobs, samples, values, runs);
  }

  private static JobId id(JobRecord job) {
    return new JobId(job.job(), job.attempt());
  }

  VariantName name() {
    return name;
  }

  VariantSetup setup() {
    return setup;
  }

  List<SampleRecord> samples() {
    return samples;
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  List<JobRecord> jobs() {
    return jobs;
  }

  /** The boots on some machines. */
  List<JobRecord> jobsOn(Set<String> machines) {
    return jobs.stream().filter(job -> machines.contains(job.machine())).toList();
  }

  /** Whether a run is evidence. */
  boolean counts(JobId boot, int run) {
    return runs.getOrDefault(boot, Set.of()).contains(run);
  }

  /** Machines that booted it, in the order of their names. */
  Set<String> machines() {
    var machines = new TreeSet<String>();
    jobs.forEach(job -> machines.add(job.machine()));
    return machines;
  }

  /** The metrics that any boot gave, the deciding one first. */
  Set<String> metrics() {
    var metrics = new LinkedHashSet<String>();
    for (JobRecord job : jobs) {
      metrics.addAll(valuesOf(job).keySet());
    }
    var ordered = new LinkedHashSet<String>();
    if (metrics.contains(setup.metric().name())) {
      ordered.add(setup.metric().name());
    }
    ordered.addAll(new TreeSet<>(metrics));
    return ordered;
  }

  private Map<String, List<Double>> valuesOf(JobRecord job) {
    return values.getOrDefault(id(job), Map.of());
  }

  private List<Double> valuesOf(JobRecord job, String metric) {
    return valuesOf(job).getOrDefault(metric, List.of());
  }

  /** The logarithms of the boots' levels by machine; of boots without a level none. */
  Map<String, List<Double>> logarithms(String metric, Set<String> machines) {
    var logarithms = new TreeMap<String, List<Double>>();
    for (JobRecord job : jobsOn(machines)) {
      List<Double> runs = valuesOf(job, metric);
      if (!runs.isEmpty() && runs.stream().allMatch(value -> value > 0)) {
        logarithms
            .computeIfAbsent(job.machine(), _ -> new ArrayList<>())
            .add(runs.stream().mapToDouble(Math::log).average().orElseThrow());
      }
    }
    return logarithms;
  }

  /** The level on some machines; absent where no boot has one. */
  @Nullable Double level(String metric, String unit, Set<String> machines) {
    if (PassFailMetric.isUnit(unit)) {
      return mean(
          jobsOn(machines).stream()
              .flatMap(job -> valuesOf(job, metric).stream())
              .mapToDouble(value -> value));
    }
    Double logarithm =
        mean(
            logarithms(metric, machines).values().stream()
                .flatMap(Collection::stream)
                .mapToDouble(value -> value));
    return logarithm == null ? null : (Double) Math.exp(logarithm);
  }

  private static @Nullable Double mean(DoubleStream values) {
    double mean = values.average().orElse(Double.NaN);
    return Double.isNaN(mean) ? null : (Double) mean;
  }

  /** The same for people and programs, with values of one metric. */
  VariantPairView.Side view(String metric) {
    JobRecord last = jobs.getLast();
    return new VariantPairView.Side(
        name.toString(),
        name.campaign(),
        setup.role(),
        new BisectionView.Commit(
            String.valueOf(last.commit()), last.subject() == null ? "" : last.subject(), null),
        setup.recipe(),
        new TreeMap<>(setup.parameters()),
        setup.config(),
        setup.metric().name(),
        setup.metric().unit(),
        setup.metric().higherIsBetter(),
        jobs.stream().map(job -> boot(job, metric)).toList());
  }

  private VariantPairView.Boot boot(JobRecord job, String metric) {
    return new VariantPairView.Boot(
        job.job() + "/" + job.attempt(),
        job.machine(),
        job.result() instanceof JobResult.Measured measured ? measured.boot().buildId() : "",
        job.startedAt(),
        valuesOf(job, metric));
  }

  /** Digests of the state of the kernels on a machine. */
  Set<String> states(String machine) {
    var states = new TreeSet<String>();
    for (JobRecord job : jobs) {
      if (job.machine().equals(machine) && job.result() instanceof JobResult.Measured measured) {
        states.add(measured.boot().stateSha256());
      }
    }
    return states;
  }
}
