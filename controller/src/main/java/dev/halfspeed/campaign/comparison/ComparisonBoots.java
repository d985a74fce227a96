package dev.halfspeed.campaign.comparison;

import dev.halfspeed.comparison.BlockBoot;
import dev.halfspeed.comparison.ComparisonEvidence;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.jobs.JobPages;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the boots of a comparison measured, for those who want more than its verdicts.
 *
 * @param experiment digest of what was held fixed
 * @param metrics of the recipe
 * @param boots that gave numbers and were not disturbed
 */
public record ComparisonBoots(String experiment, List<Metric> metrics, List<Boot> boots) {
  public ComparisonBoots {
    metrics = List.copyOf(metrics);
    boots = List.copyOf(boots);
  }

  /** A metric of the recipe. */
  public record Metric(String name, String unit, boolean higherIsBetter) {}

  /**
   * A boot.
   *
   * @param block names the block on its machine; only boots of one block are compared
   * @param variant number of the variant, from 0
   * @param logs the centre of its runs by metric: the natural logarithm of the value
   */
  public record Boot(String machine, String block, int variant, Map<String, Double> logs) {
    public Boot {
      logs = Map.copyOf(logs);
    }
  }

  /** Reads them. */
  public static ComparisonBoots read(Store store, CampaignRecord comparison) {
    ComparisonRequest request = RowJson.read(comparison.requestJson(), ComparisonRequest.class);
    ComparisonDetail detail = RowJson.read(comparison.detailJson(), ComparisonDetail.class);
    JobPages pages =
        new EarlierComparisons(store).pages(detail).and(JobPages.read(store, comparison.id()));
    var journal = ComparisonJournal.of(request, detail, Interventions.of(store, comparison.id()));
    Map<BlockBoot, Map<String, Double>> logs = new LinkedHashMap<>();
    for (ComparisonDetail.Metric metric : detail.metrics()) {
      for (ComparisonJournal.Seen seen : journal.seen(pages, metric.name())) {
        logs.computeIfAbsent(seen.boot(), ignored -> new LinkedHashMap<>())
            .putIfAbsent(
                metric.name(), new ComparisonEvidence.Measured(seen.boot(), seen.values()).value());
      }
    }
    return new ComparisonBoots(
        detail.experiment().digest(),
        detail.metrics().stream()
            .map(metric -> new Metric(metric.name(), metric.unit(), metric.higherIsBetter()))
            .toList(),
        logs.entrySet().stream()
            .map(boot ->
                new Boot(
                    detail.machines().get(boot.getKey().machine()),
                    boot.getKey().block().toString(),
                    boot.getKey().variant(),
                    boot.getValue()))
            .toList());
  }
}
