package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.SharedSettings;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.machines.BootWays;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The boots of a comparison of a bisection's two ends, which need not be booted anew. */
final class ComparedEnds {
  private ComparedEnds() {}

  /**
   * Those that the bisection would measure the same way: none where the recipe, the configuration
   * or a toolchain has become another one since, and none of a machine that boots otherwise now.
   */
  static List<Resolved.EndBoot> of(
      Store store, Resolved resolved, List<ConnectedMachine> machines, String comparison) {
    Optional<SharedSettings> then = store.campaigns().find(comparison).map(SharedSettings::of);
    if (then.isEmpty() || !resolved.settings().equals(then.get().shared())) {
      return List.of();
    }
    Set<String> alike =
        machines.stream()
            .filter(machine ->
                Optional.ofNullable(then.get().boots().get(machine.name()))
                    .filter(way -> BootWays.isStill(way, machine.machine(), machine.facts()))
                    .isPresent())
            .map(ConnectedMachine::name)
            .collect(Collectors.toSet());
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
          && alike.contains(job.machine())
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
