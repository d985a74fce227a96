package dev.halfspeed.campaign;

import dev.halfspeed.jobs.InterventionText;
import dev.halfspeed.jobs.Interventions;
import dev.halfspeed.report.view.CampaignOrigin;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.time.Duration;

/** Draws where campaigns come from. */
public final class Origins {
  private Origins() {}

  /** Of one campaign, with what people did to it. */
  public static CampaignOrigin of(
      CampaignRecord campaign, Store store, Interventions interventions) {
    Terms terms = Terms.of(campaign).with(interventions);
    return new CampaignOrigin(
        campaign.owner(),
        campaign.parent(),
        store.campaigns().children(campaign.id()).stream()
            .map(child -> new CampaignOrigin.Child(child.id(), child.kind().word(), child.state()))
            .toList(),
        terms.priority(),
        terms.machineTime().map(Duration::toSeconds).orElse(null),
        campaign.endedAt() == null
            ? interventions
                .pause()
                .map(pause -> InterventionText.view(pause, interventions))
                .orElse(null)
            : null,
        InterventionText.views(interventions));
  }
}
