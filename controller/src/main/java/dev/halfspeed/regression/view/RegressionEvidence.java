package dev.halfspeed.regression.view;

import dev.halfspeed.store.regression.AlarmRecord;
import java.util.List;

/** What a regression rests on: the alarms that are taken for it, and the campaigns it asked for. */
public record RegressionEvidence(List<AlarmRecord> alarms, List<RegressionCampaign> campaigns) {
  public RegressionEvidence {
    alarms = List.copyOf(alarms);
    campaigns = List.copyOf(campaigns);
  }
}
