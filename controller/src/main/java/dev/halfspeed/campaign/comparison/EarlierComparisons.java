package dev.halfspeed.campaign.comparison;

import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.BootWays;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.work.BootWay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Comparisons that have asked the same before. Their boots may count in a later one, which then
 * goes on as if it had made them itself: a verdict is as seldom wrong as stated however often one
 * looks and whenever one goes on (docs/adr/0018-comparisons-bet-on-the-lot.md).
 */
final class EarlierComparisons {
  /** Of the youngest with the same recipe and configuration, so many are looked at. */
  private static final int MOST = 100;

  private final Store store;

  EarlierComparisons(Store store) {
    this.store = store;
  }

  /**
   * The youngest that has ended and has boots, with those whose boots it counted itself; empty
   * where none has asked the same: the same builds of the same variants in the same order, the same
   * recipe with its scripts and parameters, metric, runs and smallest difference that matters, on
   * the same machines, with the same toolchains, that still boot as they did.
   */
  Optional<ComparisonDetail.Earlier> of(CheckedComparison asked) {
    return store
        .campaigns()
        .ended(CampaignRecord.Kind.COMPARISON, asked.detail().experiment().digest(), MOST)
        .stream()
        .flatMap(record -> of(asked, record).stream())
        .findFirst();
  }

  private Optional<ComparisonDetail.Earlier> of(CheckedComparison asked, CampaignRecord record) {
    ComparisonRequest request = RowJson.read(record.requestJson(), ComparisonRequest.class);
    ComparisonDetail detail = RowJson.read(record.detailJson(), ComparisonDetail.class);
    if (!isSame(asked.request(), request)
        || !detail.settings().equals(asked.detail().settings())
        || !detail.metric().equals(asked.detail().metric())
        // Two rules that look at the same boots, each as seldom wrong as stated, are wrong twice as
        // often.
        || detail.stakes() != asked.detail().stakes()
        || !areStillBooted(detail.boots(), asked.stations())) {
      return Optional.empty();
    }
    var all = new ArrayList<>(detail.counted());
    all.add(record.id());
    int boots =
        ComparisonJournal.of(request, detail, Interventions.NONE)
            .seen(pages(detail).and(JobPages.read(store, record.id())), detail.metric().name())
            .size();
    return boots == 0
        ? Optional.empty()
        : Optional.of(new ComparisonDetail.Earlier(all, boots, asked.request().reuses()));
  }

  /** The confidence may be another one: at each, verdicts are as seldom wrong as it says. */
  private static boolean isSame(ComparisonRequest one, ComparisonRequest other) {
    return one.smallest() == other.smallest() && one.runs() == other.runs();
  }

  private static boolean areStillBooted(
      Map<String, BootWay> then, List<ConnectedMachine> machines) {
    return machines.stream()
        .allMatch(machine -> {
          BootWay way = then.get(machine.name());
          return way == null || BootWays.isStill(way, machine.machine(), machine.facts());
        });
  }

  /** What the store holds of those whose boots count in a comparison. */
  JobPages pages(ComparisonDetail comparison) {
    JobPages pages = JobPages.NONE;
    for (String earlier : comparison.counted()) {
      pages = pages.and(JobPages.read(store, earlier));
    }
    return pages;
  }
}
