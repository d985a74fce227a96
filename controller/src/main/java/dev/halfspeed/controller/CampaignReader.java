package dev.halfspeed.controller;

import dev.halfspeed.campaign.CampaignRunner;
import dev.halfspeed.campaign.Changes;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.campaign.bisection.BisectionGraphs;
import dev.halfspeed.campaign.bisection.BisectionLatencies;
import dev.halfspeed.campaign.bisection.BisectionViews;
import dev.halfspeed.campaign.bisection.EffectiveConfigs;
import dev.halfspeed.campaign.comparison.ComparisonViews;
import dev.halfspeed.campaign.configs.ConfigBisectionViews;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.bisection.BisectionReport;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.configs.ConfigBisectionText;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.schedule.MachinePool;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.ComparisonRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of campaigns, as people and programs see it. */
final class CampaignReader implements CampaignQueries {
  private static final Logger LOG = LoggerFactory.getLogger(CampaignReader.class);

  /** What has a report. */
  private static final Set<CampaignRecord.Kind> REPORTED =
      Set.of(
          CampaignRecord.Kind.BISECTION,
          CampaignRecord.Kind.COMPARISON,
          CampaignRecord.Kind.CONFIG_BISECTION);

  private static final Set<String> PROFILE_PICTURES =
      Set.of("parent.svg", "culprit.svg", "difference.svg");

  private static final Set<String> PROFILE_TEXTS = Set.of("parent.txt", "culprit.txt");

  private final Store store;
  private final BisectionViews views;
  private final CampaignRunner campaigns;
  private final CampaignLists lists;
  private final CampaignViewCaches drawn;
  private final Changes changes;
  private final BisectionGraphs graphs = new BisectionGraphs();

  /** Reads one store, and what runs. */
  CampaignReader(
      Store store,
      BisectionViews views,
      CampaignRunner campaigns,
      CampaignLists lists,
      CampaignViewCaches drawn,
      Changes changes) {
    this.store = store;
    this.views = views;
    this.campaigns = campaigns;
    this.lists = lists;
    this.drawn = drawn;
    this.changes = changes;
  }

  @Override
  public CampaignList list(CampaignQuery query) {
    return lists.list(query);
  }

  @Override
  public List<BisectionSummary> bisections() {
    return store.campaigns().summaries(CampaignRecord.Kind.BISECTION).stream()
        .map(row -> views.summary(row, campaigns.running(row.id()), held(row.id())))
        .toList();
  }

  private List<BisectionView.Activity> held(String id) {
    return campaigns.isHeld(id)
        ? store.campaigns().find(id).map(campaigns::held).orElse(List.of())
        : List.of();
  }

  @Override
  public BisectionView bisection(String bisection) throws Problem {
    CampaignRecord record = bisectionRecord(bisection);
    return drawn.bisections().of(record, () -> draw(record));
  }

  private BisectionView draw(CampaignRecord record) {
    return views.view(record, campaigns.running(record.id()), campaigns.held(record));
  }

  @Override
  public EffectiveConfig config(String bisection, String digest) throws Problem {
    return EffectiveConfigs.of(store, bisectionRecord(bisection), digest);
  }

  @Override
  public String profile(String bisection, String file) throws Problem {
    CampaignRecord record = bisectionRecord(bisection);
    return profileFile(record, file)
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "Bisection %s has no profile \"%s\""
                    .formatted(record.id(), Printable.line(file, 40)),
                "Its page names those that it has, or says why it has none."));
  }

  private Optional<String> profileFile(CampaignRecord record, String file) {
    // Texts are asked for seldom, and are large.
    return PROFILE_PICTURES.contains(file)
        ? drawn
            .bisections()
            .picture(record, () -> draw(record), file, () -> views.profileFile(record, file))
        : PROFILE_TEXTS.contains(file) ? views.profileFile(record, file) : Optional.empty();
  }

  @Override
  public LatencyView latencies(String bisection) throws Problem {
    return BisectionLatencies.of(store, bisection(bisection));
  }

  @Override
  public LatencyView latencies(String bisection, int boot) throws Problem {
    BisectionView view = bisection(bisection);
    if (view.samples().stream().noneMatch(sample -> sample.boot() == boot)) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "Bisection %s has no boot %d that gave numbers".formatted(view.id(), boot),
          "Its page lists those that did: " + view.page());
    }
    return BisectionLatencies.ofBoot(store, view, boot);
  }

  @Override
  public Optional<RangeGraphView> graph(String bisection, int from, int until, boolean isWaiting)
      throws Problem {
    return graphs.of(bisectionRecord(bisection), from, until, isWaiting);
  }

  @Override
  public List<ComparisonSummary> comparisons() {
    return summaries(Terms.AUTOMATIC);
  }

  @Override
  public List<ComparisonSummary> allComparisons() {
    return summaries(Integer.MIN_VALUE);
  }

  private List<ComparisonSummary> summaries(int above) {
    return store.campaigns().comparisons(above).stream()
        .map(row -> ComparisonViews.summary(row, toGo(row)))
        .toList();
  }

  /** Only those that run have boots to go, and they are few. */
  private @Nullable Integer toGo(ComparisonRow row) {
    return campaigns.running(row.id()).isEmpty()
        ? null
        : store
            .campaigns()
            .find(row.id())
            .map(record -> comparisonView(record).bootsToGo())
            .orElse(null);
  }

  @Override
  public List<ConfigBisectionSummary> configBisections() {
    return lists.all(CampaignRecord.Kind.CONFIG_BISECTION).stream()
        .map(ConfigBisectionSummary::of)
        .toList();
  }

  @Override
  public ConfigBisectionView configBisection(String id) throws Problem {
    CampaignRecord record =
        record(id, "config bisection", Set.of(CampaignRecord.Kind.CONFIG_BISECTION));
    return drawn
        .configBisections()
        .of(
            record,
            () -> new ConfigBisectionViews(store).view(record, campaigns.activities(record)));
  }

  @Override
  public ComparisonView comparison(String id) throws Problem {
    return comparisonView(record(id, "comparison", Set.of(CampaignRecord.Kind.COMPARISON)));
  }

  private ComparisonView comparisonView(CampaignRecord record) {
    return drawn
        .comparisons()
        .of(record, () -> new ComparisonViews(store).view(record, campaigns.activities(record)));
  }

  @Override
  public VariantList variants(VariantQuery query, long before, int most) throws Problem {
    return new MeasuredVariants(store).list(query, before, most);
  }

  @Override
  public VariantPairView pair(String first, String second) throws Problem {
    return new MeasuredVariants(store).pair(first, second);
  }

  @Override
  public String report(String bisection) throws Problem {
    CampaignRecord record = reported(bisection);
    return switch (record.kind()) {
      case COMPARISON -> ComparisonText.markdown(comparison(bisection));
      case CONFIG_BISECTION -> ConfigBisectionText.markdown(configBisection(bisection));
      case BISECTION, CHECK, RECHECK ->
          drawn.bisections().report(record, () -> draw(record), BisectionReport::of);
    };
  }

  /** Writes the report of a campaign that has ended beside the database. */
  void writeReport(CampaignRecord ended) {
    String id = ended.id();
    try {
      Path file = views.reportFile(id);
      Files.createDirectories(file.getParent());
      Files.writeString(file, report(id));
    } catch (Problem | IOException failed) {
      LOG.warn("the report of {} could not be written", id, failed);
    }
  }

  @Override
  public AutoCloseable follow(String bisection, Consumer<BisectionView> listener) throws Problem {
    String id = bisectionRecord(bisection).id();
    return changes.follow(
        id,
        () -> {
          try {
            listener.accept(bisection(id));
          } catch (Problem gone) {
            LOG.debug("bisection {} is gone", id, gone);
          }
        });
  }

  @Override
  public List<OpenWork> openWork() {
    return Arrays.stream(CampaignRecord.Kind.values()).map(this::openWork).toList();
  }

  private OpenWork openWork(CampaignRecord.Kind kind) {
    List<CampaignRecord> open = store.campaigns().open(Set.of(kind));
    long waiting = open.stream().filter(this::isWaiting).count();
    return new OpenWork(kind.word(), open.size(), (int) waiting);
  }

  /** Whether no machine does anything for it. */
  private boolean isWaiting(CampaignRecord record) {
    return campaigns.isHeld(record.id())
        || campaigns.activities(record).stream().allMatch(MachinePool::isUnused);
  }

  /** A campaign that has a report. */
  CampaignRecord reported(String id) throws Problem {
    return record(id, "campaign", REPORTED);
  }

  /** A campaign of any kind. */
  CampaignRecord any(String id) throws Problem {
    return record(id, "campaign", EnumSet.allOf(CampaignRecord.Kind.class));
  }

  private CampaignRecord bisectionRecord(String id) throws Problem {
    return record(id, "bisection", Set.of(CampaignRecord.Kind.BISECTION));
  }

  private CampaignRecord record(String id, String what, Set<CampaignRecord.Kind> kinds)
      throws Problem {
    return store
        .campaigns()
        .find(id)
        .filter(record -> kinds.contains(record.kind()))
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "there is no " + what + " \"" + id + "\"",
                "halfspeed status lists them"));
  }
}
