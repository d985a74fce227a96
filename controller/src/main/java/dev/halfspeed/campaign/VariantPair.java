package dev.halfspeed.campaign;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.evidence.LevelDifference;
import dev.halfspeed.evidence.Ratio;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.RunRecord;
import dev.halfspeed.worker.protocol.JobId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Puts two variants beside each other that were measured, in one campaign or in two. Nothing is
 * measured for it, and nothing is concluded.
 */
public final class VariantPair {
  /** More boots of a side than that say nothing new of latencies and counters. */
  private static final int MOST = 64;

  /** More differences of states than that are not read. */
  private static final int MOST_STATES = 8;

  /** Of a value of a state. */
  private static final int SHOWN = 80;

  private static final List<Double> PERCENTILES =
      List.of(0.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99, 100.0);

  private final Store store;
  private final VariantBoots first;
  private final VariantBoots second;

  /** Where both were booted. */
  private final Set<BootPlace> places;

  /** Machines that booted both in the same way. */
  private final Set<String> machines;

  private final String metric;

  private VariantPair(Store store, VariantBoots first, VariantBoots second) {
    this.store = store;
    this.first = first;
    this.second = second;
    places = new TreeSet<>(first.places());
    places.retainAll(second.places());
    machines = new TreeSet<>();
    places.forEach(place -> machines.add(place.machine()));
    metric = first.setup().metric().name();
  }

  /**
   * One of the two.
   *
   * @param setup how it was measured
   */
  public record Member(VariantName name, VariantSetup setup) {}

  /**
   * Both beside each other; empty where one of them has no boot that counts.
   *
   * @param first the one from which the other's differences are told
   */
  public static Optional<VariantPairView> of(Store store, Member first, Member second) {
    VariantBoots one = VariantBoots.read(store, first.name(), first.setup());
    VariantBoots other = VariantBoots.read(store, second.name(), second.setup());
    return one.isEmpty() || other.isEmpty()
        ? Optional.empty()
        : Optional.of(new VariantPair(store, one, other).view());
  }

  private VariantPairView view() {
    List<String> obstacles = obstacles();
    boolean isTold = obstacles.isEmpty();
    return new VariantPairView(
        first.view(metric),
        second.view(metric),
        obstacles,
        isTold ? cautions() : List.of(),
        List.copyOf(machines),
        metrics(isTold),
        isTold ? latencies() : null,
        isTold ? counters().orElse(null) : null,
        VariantSetup.command(first.setup(), second.setup()));
  }

  private boolean isOneCampaign() {
    return first.name().campaign().equals(second.name().campaign());
  }

  private List<String> obstacles() {
    var obstacles = new ArrayList<String>();
    if (first.name().equals(second.name())) {
      obstacles.add("Both are the same boots.");
    }
    VariantSetup one = first.setup();
    VariantSetup other = second.setup();
    if (!one.recipe().equals(other.recipe())) {
      obstacles.add(
          "They ran different recipes: %s and %s.".formatted(one.recipe(), other.recipe()));
    } else if (!isOneCampaign() && !one.parameters().equals(other.parameters())) {
      obstacles.add(
          "The recipe ran with different parameters: "
              + differing(one.parameters(), other.parameters())
              + ".");
    }
    if (!second.metrics().contains(metric)) {
      obstacles.add(
          "Only the first measured %s; the second's metric is %s."
              .formatted(metric, other.metric().name()));
    }
    var shared = new TreeSet<>(first.machines());
    shared.retainAll(second.machines());
    if (shared.isEmpty()) {
      obstacles.add(
          "No machine booted both: the first ran on %s, the second on %s. What machines differ by can't be told from what kernels differ by."
              .formatted(
                  String.join(", ", first.machines()), String.join(", ", second.machines())));
    } else if (places.isEmpty()) {
      obstacles.add(
          "No machine booted both in the same way: the first was booted %s, the second %s."
              .formatted(ways(first, shared), ways(second, shared)));
    }
    return obstacles;
  }

  private static String ways(VariantBoots side, Set<String> where) {
    return side.places().stream()
        .filter(place -> where.contains(place.machine()))
        .map(place -> place.way() + " on " + place.machine())
        .collect(Collectors.joining(", "));
  }

  private static String differing(Map<String, String> one, Map<String, String> other) {
    var names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    return names.stream()
        .filter(name -> !String.valueOf(one.get(name)).equals(other.get(name)))
        .map(name -> name + " " + told(one.get(name)) + " and " + told(other.get(name)))
        .collect(Collectors.joining(", "));
  }

  private static String told(@Nullable String value) {
    return value == null ? "its default" : Printable.line(value, SHOWN);
  }

  private List<String> cautions() {
    var cautions = new ArrayList<String>();
    cautions.add(interleaving());
    skips().forEach(cautions::add);
    int others =
        Stream.of(first, second)
            .mapToInt(side -> side.jobs().size() - side.jobsAt(places).size())
            .sum();
    if (others > 0) {
      cautions.add(
          "%s left out: where or how %s booted, the other variant was not."
              .formatted(
                  others == 1 ? "1 boot is" : others + " boots are",
                  others == 1 ? "it was" : "they were"));
    }
    if (isOneCampaign() && !first.setup().parameters().equals(second.setup().parameters())) {
      cautions.add(
          "The recipe ran with different parameters: "
              + differing(first.setup().parameters(), second.setup().parameters())
              + ".");
    }
    if (!first.setup().config().equals(second.setup().config())) {
      cautions.add(
          "The kernels were configured in different ways: %s and %s."
              .formatted(first.setup().config(), second.setup().config()));
    }
    cautions.addAll(states());
    if (!isOneCampaign()) {
      cautions.add(
          "The recipe's scripts and the compilers may have changed between the two campaigns.");
    }
    return cautions;
  }

  /** Who has said that boots are no evidence which count here all the same. */
  private Stream<String> skips() {
    return Stream.of(first, second)
        .flatMap(side ->
            side.skip().stream()
                .map(mark ->
                    "The commit of the %s was marked skip by %s (%s): its boots are no evidence in its campaign."
                        .formatted(
                            side == first ? "first" : "second",
                            mark.by(),
                            Printable.line(mark.reason(), SHOWN))));
  }

  /** How the boots of both lie in time. */
  private String interleaving() {
    List<Instant> one = times(first);
    List<Instant> other = times(second);
    boolean isApart =
        one.getLast().isBefore(other.getFirst()) || other.getLast().isBefore(one.getFirst());
    boolean isFirstBefore = one.getLast().isBefore(other.getFirst());
    return isApart
        ? "All boots of the %s came before those of the %s, the nearest two %s apart: a drift of the machine meanwhile can fake a difference."
            .formatted(
                isFirstBefore ? "first" : "second",
                isFirstBefore ? "second" : "first",
                Words.between(
                    isFirstBefore ? one.getLast() : other.getLast(),
                    isFirstBefore ? other.getFirst() : one.getFirst()))
        : "The boots overlap in time, but their order was not randomized: a drift of the machine"
            + " can fake a difference.";
  }

  private List<Instant> times(VariantBoots side) {
    return side.jobsAt(places).stream()
        .map(JobRecord::startedAt)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  /** What of the kernels' state was not the same on a machine. */
  private List<String> states() {
    Map<String, Map<String, String>> all =
        new TreeMap<>(store.boots().states(first.name().campaign()));
    all.putAll(store.boots().states(second.name().campaign()));
    var differences = new LinkedHashSet<String>();
    for (String machine : machines) {
      Map<String, Set<String>> one = settings(first.states(machine), all);
      Map<String, Set<String>> other = settings(second.states(machine), all);
      var names = new TreeSet<>(one.keySet());
      names.addAll(other.keySet());
      for (String name : names) {
        Set<String> before = one.getOrDefault(name, Set.of());
        Set<String> after = other.getOrDefault(name, Set.of());
        if (!before.equals(after)) {
          differences.add(
              "On %s, %s was %s with the first and %s with the second."
                  .formatted(machine, name, words(before), words(after)));
        }
      }
    }
    return differences.stream().limit(MOST_STATES).toList();
  }

  private static Map<String, Set<String>> settings(
      Set<String> digests, Map<String, Map<String, String>> states) {
    var settings = new TreeMap<String, Set<String>>();
    for (String digest : digests) {
      states
          .getOrDefault(digest, Map.of())
          .forEach(
              (name, value) -> settings.computeIfAbsent(name, _ -> new TreeSet<>()).add(value));
    }
    return settings;
  }

  private static String words(Set<String> values) {
    return values.isEmpty() ? "not known" : Printable.line(String.join(" or ", values), SHOWN);
  }

  private List<VariantPairView.Metric> metrics(boolean isTold) {
    var shared = new LinkedHashSet<>(first.metrics());
    if (isTold) {
      shared.retainAll(second.metrics());
    } else {
      shared.retainAll(Set.of(metric));
    }
    return shared.stream().map(name -> metric(name, isTold)).toList();
  }

  private VariantPairView.Metric metric(String name, boolean isTold) {
    String unit =
        Stream.of(first, second)
            .map(side -> side.setup().metric())
            .filter(each -> each.name().equals(name))
            .map(CounterEvidences.Metric::unit)
            .findFirst()
            .orElse("");
    return new VariantPairView.Metric(
        name,
        unit,
        level(first, second, name, unit),
        level(second, first, name, unit),
        isTold && !PassFailMetric.isUnit(unit) ? difference(name) : null);
  }

  private static @Nullable Double level(
      VariantBoots side, VariantBoots other, String name, String unit) {
    if (PassFailMetric.isUnit(unit)) {
      return mean(side.values(name), other.values(name));
    }
    Double logarithm = mean(side.logarithms(name), other.logarithms(name));
    return logarithm == null ? null : (Double) Math.exp(logarithm);
  }

  /** Where both were booted; everywhere where they share no place. */
  private static @Nullable Double mean(
      Map<BootPlace, List<Double>> side, Map<BootPlace, List<Double>> other) {
    OptionalDouble mean = LevelDifference.mean(side, other);
    if (mean.isEmpty()) {
      mean = side.values().stream().flatMap(List::stream).mapToDouble(value -> value).average();
    }
    return mean.isPresent() ? (Double) mean.getAsDouble() : null;
  }

  private BisectionView.@Nullable Change difference(String name) {
    return LevelDifference.of(first.logarithms(name), second.logarithms(name))
        .map(VariantPair::change)
        .filter(change -> Double.isFinite(change.low()) && Double.isFinite(change.high()))
        .orElse(null);
  }

  private static BisectionView.Change change(Ratio ratio) {
    return new BisectionView.Change(ratio.value() - 1, ratio.low() - 1, ratio.high() - 1);
  }

  private ComparisonView.@Nullable Latencies latencies() {
    List<Histogram> sums = Stream.of(first, second).map(this::histogram).toList();
    long fewest = sums.stream().mapToLong(Histogram::getTotalCount).min().orElse(0);
    if (fewest == 0) {
      return null;
    }
    List<Double> told =
        PERCENTILES.stream().filter(percentile -> RunHistograms.tells(percentile, fewest)).toList();
    return new ComparisonView.Latencies(
        told,
        sums.stream().map(sum -> RunHistograms.milliseconds(sum, told)).toList(),
        sums.stream().map(Histogram::getTotalCount).toList());
  }

  private Histogram histogram(VariantBoots side) {
    List<JobId> boots = lastJobs(side).map(job -> new JobId(job.job(), job.attempt())).toList();
    List<RunRecord> runs =
        boots.stream()
            .flatMap(boot -> store.boots().runs(boot.job(), boot.attempt()).stream())
            .toList();
    return new RunHistograms(
            runs, run -> side.counts(new JobId(run.job(), run.attempt()), run.run()))
        .sum(boots);
  }

  private Stream<JobRecord> lastJobs(VariantBoots side) {
    List<JobRecord> jobs = side.jobsAt(places);
    return jobs.subList(Math.max(0, jobs.size() - MOST), jobs.size()).stream();
  }

  private Optional<CounterEvidence> counters() {
    return new CounterEvidences(
            Stream.of(first, second)
                .map(side -> side.name().campaign())
                .collect(Collectors.toSet()),
            store,
            first.setup().metric(),
            isOneCampaign()
                ? first.samples()
                : Stream.concat(first.samples().stream(), second.samples().stream()).toList())
        .compare(
            new CounterEvidences.Side("A", lastJobs(first).toList()),
            new CounterEvidences.Side("B", lastJobs(second).toList()),
            false);
  }
}
