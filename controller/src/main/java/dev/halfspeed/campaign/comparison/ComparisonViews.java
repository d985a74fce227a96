package dev.halfspeed.campaign.comparison;

import dev.halfspeed.campaign.CampaignState;
import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.campaign.Origins;
import dev.halfspeed.comparison.ComparisonFindings;
import dev.halfspeed.comparison.Difference;
import dev.halfspeed.comparison.PairFinding;
import dev.halfspeed.comparison.PairVerdict;
import dev.halfspeed.comparison.RecoveredShare;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.jobs.Journal;
import dev.halfspeed.jobs.Testability;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.ComparisonRow;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws the picture of a comparison from what the store holds. */
public final class ComparisonViews {
  /** How attempts end that are no news; facts of machines are found or not. */
  private static final Set<String> WELL =
      Set.of(Outcome.MEASURED.words(), Outcome.BUILT.words(), Outcome.FACTS.words());

  private final Store store;

  public ComparisonViews(Store store) {
    this.store = store;
  }

  /** The variants that can't be tested, as the evidence says. */
  static Set<Revision> untestable(List<Evidence> evidence) {
    return evidence.stream()
        .filter(Evidence.Untestable.class::isInstance)
        .map(item -> ((Evidence.Untestable) item).revision())
        .collect(Collectors.toSet());
  }

  /** Whether boots could still decide it. */
  static boolean isOpen(PairFinding pair) {
    return pair.verdict() instanceof PairVerdict.Undecided;
  }

  /** Whether both could be tested. */
  static boolean isTested(PairFinding pair) {
    return !(pair.verdict() instanceof PairVerdict.Untested);
  }

  /**
   * The whole picture.
   *
   * @param activities what machines do for it now
   */
  public ComparisonView view(CampaignRecord record, List<BisectionView.Activity> activities) {
    ComparisonRequest request = RowJson.read(record.requestJson(), ComparisonRequest.class);
    ComparisonDetail detail = RowJson.read(record.detailJson(), ComparisonDetail.class);
    JobPages own = JobPages.read(store, record.id());
    JobPages pages = new EarlierComparisons(store).pages(detail).and(own);
    Testability testability = evidenceSet(detail, own).testability();
    Set<Revision> untestable = untestable(testability.untestable());
    Interventions interventions = Interventions.of(store, record.id());
    var journal = ComparisonJournal.of(request, detail, interventions);
    List<ComparisonJournal.Seen> seen = journal.seen(pages, detail.metric().name());
    Map<Integer, Long> boots = ComparisonJournal.boots(seen);
    ComparisonFindings findings = journal.comparison(seen, untestable).findings();
    boolean hasEnded = record.endedAt() != null;
    List<String> counted = counted(record, detail);
    var latencies =
        new Latencies(
            counted.stream().flatMap(each -> store.boots().runs(each).stream()).toList(),
            pages.samples());
    return new ComparisonView(
        record.id(),
        CampaignState.valueOf(record.state()).view(),
        record.owner(),
        record.createdAt(),
        record.endedAt(),
        detail.recipe(),
        new TreeMap<>(detail.parameters()),
        detail.metric().name(),
        detail.metric().unit(),
        detail.metric().higherIsBetter(),
        request.confidence(),
        request.smallest(),
        interventions.boots().orElse(request.maximumBoots()),
        variants(detail, boots, testability, untestable),
        findings.pairs().stream().map(pair -> pair(detail, pair)).toList(),
        metrics(detail, journal, pages, latencies, untestable),
        latencies.isEmpty() ? null : latencies.distributions(jobs(detail, seen)),
        findings.boots(),
        hasEnded ? null : number(findings.bootsToGo()),
        activities,
        record.message(),
        Origins.of(record, store, interventions),
        CountedBoots.of(record.id(), detail, seen, pages),
        faults(detail, own),
        request.good(),
        recoveries(request, detail, findings),
        hasEnded ? counters(counted, detail, findings, jobs(detail, seen), pages) : List.of(),
        earlier(detail.earlier()));
  }

  /** The comparisons whose boots count, this one last. */
  private static List<String> counted(CampaignRecord record, ComparisonDetail detail) {
    var counted = new ArrayList<>(detail.counted());
    counted.add(record.id());
    return List.copyOf(counted);
  }

  private static ComparisonView.@Nullable Earlier earlier(ComparisonDetail.@Nullable Earlier kept) {
    return kept == null
        ? null
        : new ComparisonView.Earlier(kept.comparisons(), kept.boots(), kept.count());
  }

  private static List<ComparisonView.Fault> faults(ComparisonDetail detail, JobPages pages) {
    var faults = new ArrayList<ComparisonView.Fault>();
    for (JobRecord job : pages.ended()) {
      String outcome = job.outcome();
      if (outcome != null && !WELL.contains(outcome)) {
        faults.add(
            new ComparisonView.Fault(
                job.kind(),
                variant(detail, job),
                job.machine(),
                job.job() + "/" + job.attempt(),
                job.startedAt(),
                outcome,
                job.message()));
      }
    }
    return List.copyOf(faults);
  }

  private static @Nullable String variant(ComparisonDetail detail, JobRecord job) {
    return job.revision() != null
            && RevisionName.parse(job.revision()) instanceof Revision.Candidate(int number)
        ? detail.variants().get(number).name()
        : null;
  }

  private static List<ComparisonView.Recovery> recoveries(
      ComparisonRequest request, ComparisonDetail detail, ComparisonFindings findings) {
    List<String> names = detail.variants().stream().map(ComparisonDetail.Variant::name).toList();
    int good = request.good() == null ? -1 : names.indexOf(request.good());
    Optional<Difference> loss = difference(findings, good);
    var recoveries = new ArrayList<ComparisonView.Recovery>();
    for (int other = 1; other < names.size(); other++) {
      Optional<Difference> gain = difference(findings, other);
      if (other != good && loss.isPresent() && gain.isPresent()) {
        String name = names.get(other);
        RecoveredShare.of(loss.get(), gain.get(), detail.metric().higherIsBetter())
            .ifPresent(share ->
                recoveries.add(
                    new ComparisonView.Recovery(
                        name, new BisectionView.Change(share.share(), share.low(), share.high()))));
      }
    }
    return List.copyOf(recoveries);
  }

  /** What another variant has more than the first; empty where that is not known. */
  private static Optional<Difference> difference(ComparisonFindings findings, int other) {
    return findings.pairs().stream()
        .filter(pair -> pair.first() == 0 && pair.second() == other)
        .findFirst()
        .flatMap(pair ->
            switch (pair.verdict()) {
              case PairVerdict.Different(Difference difference) -> Optional.of(difference);
              case PairVerdict.Same(Difference difference) -> Optional.of(difference);
              case PairVerdict.Undecided(Optional<Difference> difference, OptionalInt _) ->
                  difference;
              case PairVerdict.Untested() -> Optional.empty();
            });
  }

  /** What the first variant's kernel counted, against each other's. */
  private List<CounterEvidence> counters(
      List<String> campaigns,
      ComparisonDetail detail,
      ComparisonFindings findings,
      List<List<JobRecord>> boots,
      JobPages pages) {
    var evidences =
        new CounterEvidences(
            Set.copyOf(campaigns),
            store,
            new CounterEvidences.Metric(
                detail.metric().name(), detail.metric().unit(), detail.metric().higherIsBetter()),
            pages.samples());
    var counters = new ArrayList<CounterEvidence>();
    for (PairFinding pair : findings.pairs()) {
      if (pair.first() == 0 && isTested(pair)) {
        evidences
            .compare(
                side(detail, boots, 0),
                side(detail, boots, pair.second()),
                pair.verdict() instanceof PairVerdict.Different)
            .ifPresent(counters::add);
      }
    }
    return counters;
  }

  private static CounterEvidences.Side side(
      ComparisonDetail detail, List<List<JobRecord>> boots, int variant) {
    return new CounterEvidences.Side(detail.variants().get(variant).name(), boots.get(variant));
  }

  private static Journal.EvidenceSet evidenceSet(ComparisonDetail detail, JobPages pages) {
    return journal(detail).read(pages.ended(), pages.samples(), Interventions.NONE);
  }

  /**
   * One as a line of a list.
   *
   * @param bootsToGo absent while that is not known, or when it does not run
   */
  public static ComparisonSummary summary(ComparisonRow row, @Nullable Integer bootsToGo) {
    return new ComparisonSummary(
        row.id(),
        CampaignState.valueOf(row.state()).view(),
        row.owner(),
        row.createdAt(),
        row.endedAt(),
        row.recipe(),
        row.metric(),
        List.of(RowJson.read(row.variants(), String[].class)),
        row.boots(),
        bootsToGo,
        row.paused(),
        row.message());
  }

  /** What the engine reads of its jobs. */
  static Journal journal(ComparisonDetail detail) {
    return new Journal(
        detail.metric().name(),
        new MetricScale(detail.metric().higherIsBetter(), Sought.REGRESSION),
        detail.machines());
  }

  private static List<ComparisonView.Variant> variants(
      ComparisonDetail detail,
      Map<Integer, Long> boots,
      Testability testability,
      Set<Revision> untestable) {
    var variants = new ArrayList<ComparisonView.Variant>();
    for (int number = 0; number < detail.variants().size(); number++) {
      ComparisonDetail.Variant variant = detail.variants().get(number);
      var revision = new Revision.Candidate(number);
      Optional<String> failure =
          untestable.contains(revision)
              ? testability.failure(revision).map(doubt -> doubt.failure().message())
              : Optional.empty();
      variants.add(
          new ComparisonView.Variant(
              variant.name(),
              new BisectionView.Commit(variant.commit().id(), variant.commit().subject(), null),
              variant.what(),
              boots.getOrDefault(number, 0L).intValue(),
              failure.orElse(null)));
    }
    return variants;
  }

  private static ComparisonView.Pair pair(ComparisonDetail detail, PairFinding pair) {
    String first = detail.variants().get(pair.first()).name();
    String second = detail.variants().get(pair.second()).name();
    return switch (pair.verdict()) {
      case PairVerdict.Different(Difference difference) ->
          new ComparisonView.Pair(
              first, second, ComparisonView.Verdict.DIFFERENT, change(difference), null);
      case PairVerdict.Same(Difference difference) ->
          new ComparisonView.Pair(
              first, second, ComparisonView.Verdict.SAME, change(difference), null);
      case PairVerdict.Undecided(Optional<Difference> difference, OptionalInt bootsToGo) ->
          new ComparisonView.Pair(
              first,
              second,
              ComparisonView.Verdict.UNDECIDED,
              difference.map(ComparisonViews::change).orElse(null),
              number(bootsToGo));
      case PairVerdict.Untested() ->
          new ComparisonView.Pair(first, second, ComparisonView.Verdict.UNTESTED, null, null);
    };
  }

  private static BisectionView.Change change(Difference difference) {
    return new BisectionView.Change(
        difference.fraction(), difference.lowFraction(), difference.highFraction());
  }

  private static @Nullable Integer number(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }

  /** The boots that count, of each variant. */
  private static List<List<JobRecord>> jobs(
      ComparisonDetail detail, List<ComparisonJournal.Seen> seen) {
    return IntStream.range(0, detail.variants().size())
        .mapToObj(number ->
            seen.stream()
                .filter(each -> each.boot().variant() == number)
                .map(ComparisonJournal.Seen::job)
                .toList())
        .toList();
  }

  /** Those of the recipe, and what only histograms tell. */
  private static List<ComparisonView.Metric> metrics(
      ComparisonDetail detail,
      ComparisonJournal journal,
      JobPages pages,
      Latencies latencies,
      Set<Revision> untestable) {
    var metrics = new ArrayList<ComparisonView.Metric>();
    for (ComparisonDetail.Metric metric : detail.metrics()) {
      metrics.add(metric(detail, metric, journal, journal.seen(pages, metric.name()), untestable));
    }
    boolean isRead =
        detail.metrics().stream().anyMatch(each -> each.name().equals(Latencies.OF_A_RUN));
    if (!latencies.isEmpty() && !isRead) {
      List<ComparisonJournal.Seen> seen =
          journal.seen(
              pages,
              job -> latencies.p999(job).map(value -> List.of(Math.log(value))).orElse(null));
      Set<JobRecord> counted =
          journal.seen(pages, detail.metric().name()).stream()
              .map(ComparisonJournal.Seen::job)
              .collect(Collectors.toSet());
      metrics.add(
          metric(
              detail,
              Latencies.P999,
              journal,
              seen.stream().filter(each -> counted.contains(each.job())).toList(),
              untestable));
    }
    return List.copyOf(metrics);
  }

  private static ComparisonView.Metric metric(
      ComparisonDetail detail,
      ComparisonDetail.Metric metric,
      ComparisonJournal journal,
      List<ComparisonJournal.Seen> seen,
      Set<Revision> untestable) {
    ComparisonFindings findings = journal.comparison(seen, untestable).findings();
    var values = new ArrayList<@Nullable Double>();
    var differences = new ArrayList<BisectionView.@Nullable Change>();
    for (int number = 0; number < detail.variants().size(); number++) {
      values.add(median(seen, number));
      int variant = number;
      differences.add(
          findings.pairs().stream()
              .filter(pair -> pair.first() == 0 && pair.second() == variant)
              .map(pair -> pair(detail, pair).difference())
              .filter(change -> change != null)
              .findFirst()
              .orElse(null));
    }
    return new ComparisonView.Metric(
        metric.name(), metric.unit(), metric.higherIsBetter(), values, differences);
  }

  /** The median over a variant's boots of the median over the runs of each. */
  private static @Nullable Double median(List<ComparisonJournal.Seen> seen, int variant) {
    List<Double> boots =
        seen.stream()
            .filter(each -> each.boot().variant() == variant)
            .map(each -> middle(each.values()))
            .toList();
    return boots.isEmpty() ? null : Math.exp(middle(boots));
  }

  private static double middle(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
