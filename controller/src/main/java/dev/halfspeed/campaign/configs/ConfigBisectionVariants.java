package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.campaign.VariantSetup;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.Optional;

/** How the configurations of a config bisection were measured. */
public final class ConfigBisectionVariants {
  private ConfigBisectionVariants() {}

  /**
   * Of one of them.
   *
   * @param name what people call it
   */
  public static VariantSetup setup(CampaignRecord record, String name) {
    ConfigBisectionDetail detail = RowJson.read(record.detailJson(), ConfigBisectionDetail.class);
    return new VariantSetup(
        name,
        detail.recipe(),
        detail.parameters(),
        name,
        new CounterEvidences.Metric(detail.metric(), detail.metricUnit(), detail.higherIsBetter()),
        Optional.empty());
  }
}
