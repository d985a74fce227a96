package dev.halfspeed.campaign;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.PlanRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

  /** Of each of its boots. */
  private final Map<JobId, BootPlace> places;

  private final Optional<Intervention> skip;

  private VariantBoots(
      VariantName name,
      VariantSetup setup,
      List<JobRecord> jobs,
      List<SampleRecord> samples,
      Map<JobId, Map<String, List<Double>>> values,
      Map<JobId, Set<Integer>> runs,
      Map<JobId, BootPlace> places,
      Optional<Intervention> skip) {
    this.name = name;
    this.setup = setup;
    this.jobs = jobs;
    this.samples = samples;
    this.values = values;
    this.runs = runs;
    this.places = places;
    this.skip = skip;
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
    return new VariantBoots(
        name,
        setup,
        jobs,
        samples,
        values,
        runs,
        places(jobs, store.boots().plans(name.campaign())),
        Optional.ofNullable(Interventions.of(store, name.campaign()).marks().get(name.revision()))
            .filter(mark -> Interventions.verdict(mark) == Intervention.Verdict.SKIP));
  }

  private static Map<JobId, BootPlace> places(List<JobRecord> jobs, List<PlanRecord> kept) {
    var plans = new HashMap<JobId, String>();
    for (PlanRecord record : kept) {
      plans.put(new JobId(record.job(), record.attempt()), record.plan());
    }
    var places = new HashMap<JobId, BootPlace>();
    for (JobRecord job : jobs) {
      places.put(id(job), BootPlace.of(job.machine(), Optional.ofNullable(plans.get(id(job)))));
    }
    return places;
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

  /** The boots at some places. */
  List<JobRecord> jobsAt(Set<BootPlace> places) {
    return jobs.stream().filter(job -> places.contains(place(job))).toList();
  }

  /** Where it was booted. */
  Set<BootPlace> places() {
    return new TreeSet<>(places.values());
  }

  private BootPlace place(JobRecord job) {
    return Objects.requireNonNull(places.get(id(job)));
  }

  /** Why a person has said that the commit is to be skipped; empty where nobody has. */
  Optional<Intervention> skip() {
    return skip;
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

  /** The values of the runs by the place of their boots. */
  Map<BootPlace, List<Double>> values(String metric) {
    var all = new TreeMap<BootPlace, List<Double>>();
    for (JobRecord job : jobs) {
      List<Double> runs = valuesOf(job, metric);
      if (!runs.isEmpty()) {
        all.computeIfAbsent(place(job), _ -> new ArrayList<>()).addAll(runs);
      }
    }
    return all;
  }

  /** The logarithms of the boots' levels by place; of boots without a level none. */
  Map<BootPlace, List<Double>> logarithms(String metric) {
    var logarithms = new TreeMap<BootPlace, List<Double>>();
    for (JobRecord job : jobs) {
      List<Double> runs = valuesOf(job, metric);
      if (!runs.isEmpty() && runs.stream().allMatch(value -> value > 0)) {
        logarithms
            .computeIfAbsent(place(job), _ -> new ArrayList<>())
            .add(runs.stream().mapToDouble(Math::log).average().orElseThrow());
      }
    }
    return logarithms;
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
