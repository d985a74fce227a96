package dev.halfspeed.campaign.check;

import dev.halfspeed.health.Comparison;
import dev.halfspeed.health.Spread;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws checks of machines for people. */
public final class CheckViews {
  private final Store store;
  private final Function<CampaignRecord, List<BisectionView.Activity>> activities;

  /**
   * Views of checks.
   *
   * @param activities what machines do for one that runs
   */
  public CheckViews(
      Store store, Function<CampaignRecord, List<BisectionView.Activity>> activities) {
    this.store = store;
    this.activities = activities;
  }

  /** All, the newest first. */
  public List<CheckView> all() {
    return store.campaigns().all(MachineChecks.KINDS).stream().map(this::view).toList();
  }

  public Optional<CheckView> one(String id) {
    return store
        .campaigns()
        .find(id)
        .filter(record -> MachineChecks.KINDS.contains(record.kind()))
        .map(this::view);
  }

  /** The last whole check of a machine that has figures. */
  public Optional<CheckView> lastWhole(String machine) {
    return store.campaigns().lastWithEnding(machine, CampaignRecord.Kind.CHECK).map(this::view);
  }

  /** Those of a machine that ended, the newest first, at most so many. */
  public List<CheckView> ended(String machine, int most) {
    return store.campaigns().ended(machine, MachineChecks.KINDS, most).stream()
        .map(this::view)
        .toList();
  }

  private CheckView view(CampaignRecord record) {
    CheckRequest request = RowJson.read(record.requestJson(), CheckRequest.class);
    CheckDetail detail = RowJson.read(record.detailJson(), CheckDetail.class);
    String json = record.endingJson();
    boolean isWhole = record.kind() == CampaignRecord.Kind.CHECK;
    @Nullable CheckFinding finding = json == null ? null : RowJson.read(json, CheckFinding.class);
    return new CheckView(
        record.id(),
        Objects.requireNonNull(record.machine()),
        isWhole ? "full" : "again",
        record.state(),
        record.owner(),
        record.createdAt(),
        record.endedAt(),
        detail.commit().id(),
        detail.commit().subject(),
        detail.recipe(),
        new TreeMap<>(detail.parameters()),
        detail.metric(),
        detail.metricUnit(),
        detail.config(),
        isWhole ? request.boots() : CheckVerdicts.BOOTS_AGAIN,
        request.runs(),
        CheckBoots.of(store.boots().samples(record.id()), detail.metric()).values(),
        record.endedAt() == null ? doing(record) : null,
        record.message(),
        finding == null ? null : deviation(finding.noise().between()),
        finding == null ? null : deviation(finding.noise().within()),
        finding == null ? List.of() : comparisons(finding),
        finding == null ? null : finding.resolvable());
  }

  private @Nullable String doing(CampaignRecord record) {
    return activities.apply(record).stream()
        .findFirst()
        .map(now ->
            Stream.of(now.doing(), progress(now))
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(", ")))
        .orElse(null);
  }

  private static @Nullable String progress(BisectionView.Activity now) {
    return now.done() == null
        ? now.phase()
        : "%s %d%s"
            .formatted(
                Objects.requireNonNullElse(now.phase(), ""),
                now.done(),
                now.total() == null ? "" : " of " + now.total());
  }

  private static CheckView.@Nullable Deviation deviation(@Nullable Spread spread) {
    return spread == null
        ? null
        : new CheckView.Deviation(spread.deviation(), spread.low(), spread.high());
  }

  private static List<CheckView.Comparison> comparisons(CheckFinding finding) {
    var all = new ArrayList<CheckView.Comparison>();
    if (finding.same() != null) {
      all.add(comparison("every second boot against the others", finding.same().alternate()));
      all.add(
          comparison("the later half of the boots against the earlier", finding.same().halves()));
    }
    if (finding.drift() != null) {
      all.add(comparison("these boots against those of the whole check", finding.drift()));
    }
    return List.copyOf(all);
  }

  private static CheckView.Comparison comparison(String what, Comparison comparison) {
    return new CheckView.Comparison(what, CheckVerdicts.change(comparison), comparison.chance());
  }
}
