package dev.halfspeed.campaign;

import dev.halfspeed.core.KernelCounters;
import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.evidence.CountedBoot;
import dev.halfspeed.evidence.CounterComparison;
import dev.halfspeed.evidence.CounterDifference;
import dev.halfspeed.evidence.CounterFindings;
import dev.halfspeed.evidence.Hint;
import dev.halfspeed.evidence.HintRules;
import dev.halfspeed.evidence.Ratio;
import dev.halfspeed.evidence.Slower;
import dev.halfspeed.report.CounterText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.CountersRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what the kernels of a campaign have counted in its boots. */
public final class CounterEvidences {
  /** How units of rates end, such as 1/s and MiB/s: of work where more of it is better. */
  private static final String A_SECOND = "/s";

  /** How names of wait events begin, parts of the samples in which tasks were found so. */
  private static final String WAIT = "wait.";

  private final Set<String> campaigns;
  private final Store store;
  private final Metric metric;
  private final Map<Run, Double> values = new HashMap<>();

  private record Run(JobId boot, int number) {}

  /** The metric that decides. */
  public record Metric(String name, String unit, boolean higherIsBetter) {
    /** Whether it counts work per second. */
    public boolean isWork() {
      return higherIsBetter && unit.endsWith(A_SECOND);
    }

    /** Whether a run gave a value: of passes and failures each is one. */
    private boolean isValue(double value) {
      return value > 0 || (isPassOrFail() && value == 0);
    }

    private boolean isPassOrFail() {
      return PassFailMetric.isUnit(unit);
    }

    /** A value on the scale on which values have a mean. */
    private double scaled(double value) {
      return isPassOrFail() ? value : Math.log(value);
    }
  }

  /**
   * Boots of one of two kernels.
   *
   * @param name of the kernel, for people
   */
  public record Side(String name, List<JobRecord> boots) {
    public Side {
      boots = List.copyOf(boots);
    }

    private List<String> jobs() {
      return boots.stream().map(JobRecord::job).toList();
    }
  }

  /**
   * Of one campaign.
   *
   * @param samples all of it
   */
  public CounterEvidences(String campaign, Store store, Metric metric, List<SampleRecord> samples) {
    this(Set.of(campaign), store, metric, samples);
  }

  /**
   * Of several campaigns.
   *
   * @param samples all of them
   */
  public CounterEvidences(
      Set<String> campaigns, Store store, Metric metric, List<SampleRecord> samples) {
    this.campaigns = Set.copyOf(campaigns);
    this.store = store;
    this.metric = metric;
    for (SampleRecord sample : samples) {
      if (sample.metric().equals(metric.name())
          && sample.disturbance() == null
          && metric.isValue(sample.value())) {
        values.put(
            new Run(new JobId(sample.job(), sample.attempt()), sample.run()), sample.value());
      }
    }
  }

  /**
   * What differs.
   *
   * @param isKnown whether the metric is known to differ, so that hints have something to explain
   * @return empty where nothing was counted on a machine that booted both sides
   */
  public Optional<CounterEvidence> compare(Side first, Side second, boolean isKnown) {
    List<String> jobs = Stream.concat(first.jobs().stream(), second.jobs().stream()).toList();
    List<CountersRecord> rows =
        withAllWaits(
            campaigns.stream()
                .flatMap(campaign -> store.boots().counters(campaign, jobs).stream())
                .toList());
    List<CountedBoot> one = boots(first, rows);
    List<CountedBoot> other = boots(second, rows);
    CounterFindings findings = CounterComparison.of(one, other);
    return findings.tested() == 0
        ? Optional.empty()
        : Optional.of(
            evidence(first, second, findings, isKnown ? slower(first, second) : Slower.NEITHER));
  }

  /** Of samples, what was never seen is none of it: only names that were seen are kept. */
  private static List<CountersRecord> withAllWaits(List<CountersRecord> rows) {
    Set<String> waits =
        rows.stream()
            .flatMap(row -> row.counters().levels().keySet().stream())
            .filter(name -> name.startsWith(WAIT))
            .collect(Collectors.toSet());
    return waits.isEmpty() ? rows : rows.stream().map(row -> withWaits(row, waits)).toList();
  }

  private static CountersRecord withWaits(CountersRecord row, Set<String> waits) {
    KernelCounters counters = row.counters();
    if (counters.levels().keySet().stream().noneMatch(name -> name.startsWith(WAIT))) {
      return row;
    }
    var levels = new TreeMap<>(counters.levels());
    waits.forEach(name -> levels.putIfAbsent(name, 0.0));
    return new CountersRecord(
        row.job(),
        row.attempt(),
        row.run(),
        new KernelCounters(counters.seconds(), counters.rates(), levels));
  }

  private List<CountedBoot> boots(Side side, List<CountersRecord> rows) {
    var boots = new ArrayList<CountedBoot>();
    for (JobRecord job : side.boots()) {
      var id = new JobId(job.job(), job.attempt());
      List<CountersRecord> runs =
          rows.stream()
              .filter(row -> id.equals(new JobId(row.job(), row.attempt())))
              .filter(row -> values.containsKey(new Run(id, row.run())))
              .toList();
      if (!runs.isEmpty()) {
        boots.add(boot(job.machine(), id, runs));
      }
    }
    return boots;
  }

  private CountedBoot boot(String machine, JobId id, List<CountersRecord> runs) {
    double seconds = 0;
    double work = 0;
    var rates = new TreeMap<String, Sum>();
    var levels = new TreeMap<String, Sum>();
    for (CountersRecord run : runs) {
      KernelCounters counters = run.counters();
      seconds += counters.seconds();
      work += metric.isWork() ? Objects.requireNonNull(values.get(new Run(id, run.run()))) : 1;
      counters.rates().forEach((name, rate) -> rates.merge(name, Sum.of(rate), Sum::plus));
      counters.levels().forEach((name, level) -> levels.merge(name, Sum.of(level), Sum::plus));
    }
    return new CountedBoot(machine, seconds, means(rates), means(levels), work / runs.size());
  }

  /** Of the runs that have a counter: a device or a thread may come late. */
  private record Sum(double total, int runs) {
    private static Sum of(double value) {
      return new Sum(value, 1);
    }

    private Sum plus(Sum other) {
      return new Sum(total + other.total, runs + other.runs);
    }
  }

  private static Map<String, Double> means(Map<String, Sum> sums) {
    var means = new TreeMap<String, Double>();
    sums.forEach((name, sum) -> means.put(name, sum.total() / sum.runs()));
    return means;
  }

  private Slower slower(Side first, Side second) {
    double one = mean(first);
    double other = mean(second);
    if (one == other || Double.isNaN(one) || Double.isNaN(other)) {
      return Slower.NEITHER;
    }
    return one > other == metric.higherIsBetter() ? Slower.SECOND : Slower.FIRST;
  }

  private double mean(Side side) {
    return values.entrySet().stream()
        .filter(entry -> side.boots().stream().anyMatch(job -> isOf(entry.getKey(), job)))
        .mapToDouble(entry -> metric.scaled(entry.getValue()))
        .average()
        .orElse(Double.NaN);
  }

  private static boolean isOf(Run run, JobRecord job) {
    return run.boot().equals(new JobId(job.job(), job.attempt()));
  }

  private CounterEvidence evidence(
      Side first, Side second, CounterFindings findings, Slower slower) {
    var one = new CounterEvidence.Side(first.name(), findings.firstBoots());
    var other = new CounterEvidence.Side(second.name(), findings.secondBoots());
    return new CounterEvidence(
        one,
        other,
        metric.isWork() ? metric.name() : null,
        findings.tested(),
        findings.differences().stream().map(CounterEvidences::difference).toList(),
        HintRules.of(findings, slower).stream()
            .map(hint -> hint(hint, slower == Slower.FIRST ? one : other))
            .toList());
  }

  private static CounterEvidence.Difference difference(CounterDifference difference) {
    return new CounterEvidence.Difference(
        difference.counter(),
        difference.unit().symbol(),
        difference.first(),
        difference.second(),
        change(difference.overTime()),
        change(difference.forWork()));
  }

  private static BisectionView.Change change(Ratio ratio) {
    return new BisectionView.Change(ratio.value() - 1, ratio.low() - 1, ratio.high() - 1);
  }

  private CounterEvidence.Hint hint(Hint hint, CounterEvidence.Side slower) {
    return new CounterEvidence.Hint(
        hint.rule().id(),
        hint.difference().counter(),
        CounterText.hint(
            slower,
            difference(hint.difference()),
            metric.isWork() ? metric.name() : null,
            hint.rule().meaning(),
            hint.rule().wayOut()));
  }
}
