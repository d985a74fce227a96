package dev.halfspeed.campaign.bisection;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.store.job.JobRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds what was not the same in all boots that one machine has measured. */
final class StateDifferences {
  private static final String ABSENT = "(not told)";

  private StateDifferences() {}

  /**
   * The differences, by machine and name.
   *
   * @param states by the digests that boots name
   * @param boots the numbers of the boots that gave samples, by job and attempt
   */
  static List<BisectionView.Difference> of(
      List<JobRecord> jobs, Map<String, Map<String, String>> states, Map<String, Integer> boots) {
    var machines = new TreeMap<String, Map<Integer, Map<String, String>>>();
    for (JobRecord job : jobs) {
      Integer boot = boots.get(job.job() + "/" + job.attempt());
      if (boot != null && job.result() instanceof JobResult.Measured measured) {
        machines
            .computeIfAbsent(job.machine(), ignored -> new TreeMap<>())
            .put(boot, states.getOrDefault(measured.boot().stateSha256(), Map.of()));
      }
    }
    var differences = new ArrayList<BisectionView.Difference>();
    machines.forEach((machine, seen) -> differences.addAll(between(machine, seen)));
    return List.copyOf(differences);
  }

  private static List<BisectionView.Difference> between(
      String machine, Map<Integer, Map<String, String>> states) {
    var names = new TreeMap<String, Map<String, List<Integer>>>();
    states
        .values()
        .forEach(state -> state.keySet().forEach(name -> names.put(name, new LinkedHashMap<>())));
    names.forEach((name, values) ->
        states.forEach((boot, state) ->
            values
                .computeIfAbsent(state.getOrDefault(name, ABSENT), ignored -> new ArrayList<>())
                .add(boot)));
    var differences = new ArrayList<BisectionView.Difference>();
    names.forEach((name, values) -> {
      if (values.size() > 1) {
        differences.add(
            new BisectionView.Difference(
                machine,
                name,
                values.entrySet().stream()
                    .map(value ->
                        new BisectionView.Setting(value.getKey(), List.copyOf(value.getValue())))
                    .toList()));
      }
    });
    return differences;
  }
}
