package dev.halfspeed.campaign;

import dev.halfspeed.report.CampaignOrigin;
import dev.halfspeed.store.CampaignRecord;
import dev.halfspeed.store.Store;
import java.util.Locale;

/** Draws where campaigns come from. */
public final class Origins {
  private Origins() {}

  /** Of one campaign. */
  public static CampaignOrigin of(CampaignRecord campaign, Store store) {
    return new CampaignOrigin(
        campaign.owner(),
        campaign.parent(),
        store.campaigns().children(campaign.id()).stream()
            .map(child ->
                new CampaignOrigin.Child(
                    child.id(), child.kind().name().toLowerCase(Locale.ROOT), child.state()))
            .toList(),
        campaign.priority(),
        campaign.machineSeconds());
  }
}
