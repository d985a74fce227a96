package dev.halfspeed.campaign.bisection;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The boots of a comparison of a bisection's two ends, which need not be booted anew. */
final class ComparedEnds {
  private ComparedEnds() {}

  /** None where the comparison measured anything else. */
  static List<Resolved.EndBoot> of(Store store, Resolved resolved, String comparison) {
    Optional<CampaignRecord> campaign = store.campaigns().find(comparison);
    if (campaign.isEmpty() || !campaign.get().experiment().equals(resolved.experiment().digest())) {
      return List.of();
    }
    Map<String, List<Double>> values = new HashMap<>();
    for (SampleRecord sample : store.boots().samples(comparison)) {
      if (sample.metric().equals(resolved.metric()) && sample.disturbance() == null) {
        values
            .computeIfAbsent(key(sample.job(), sample.attempt()), _ -> new ArrayList<>())
            .add(resolved.scale().logarithm(sample.value()));
      }
    }
    var boots = new ArrayList<Resolved.EndBoot>();
    for (JobRecord job : store.jobs().all(comparison)) {
      List<Double> runs = values.get(key(job.job(), job.attempt()));
      boolean isBad = resolved.bad().id().equals(job.commit());
      if (runs != null
          && runs.stream().allMatch(Double::isFinite)
          && resolved.machines().contains(job.machine())
          && (isBad || resolved.goodEnd().id().equals(job.commit()))
          && job.result()
              instanceof JobResult.Measured(JobResult.MeasuredBoot boot, int _, var _)) {
        boots.add(new Resolved.EndBoot(job.machine(), boot.buildId(), isBad, runs));
      }
    }
    return List.copyOf(boots);
  }

  private static String key(String job, int attempt) {
    return job + "/" + attempt;
  }
}
