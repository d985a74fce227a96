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
    var machines = new TreeMap<String, Map<Integer, String>>();
    for (JobRecord job : jobs) {
      Integer boot = boots.get(job.job() + "/" + job.attempt());
      if (boot != null && job.result() instanceof JobResult.Measured measured) {
        machines
            .computeIfAbsent(job.machine(), ignored -> new TreeMap<>())
            .put(boot, measured.boot().stateSha256());
      }
    }
    var differences = new ArrayList<BisectionView.Difference>();
    machines.forEach((machine, seen) -> differences.addAll(between(machine, seen, states)));
    return List.copyOf(differences);
  }

  /**
   * Compares the states of one machine.
   *
   * @param seen the digest of each boot's
   */
  private static List<BisectionView.Difference> between(
      String machine, Map<Integer, String> seen, Map<String, Map<String, String>> states) {
    // Most boots find a machine as it was: each state is compared once, however many had it.
    var boots = new LinkedHashMap<String, List<Integer>>();
    seen.forEach(
        (boot, digest) -> boots.computeIfAbsent(digest, ignored -> new ArrayList<>()).add(boot));
    var names = new TreeMap<String, Map<String, List<Integer>>>();
    boots.forEach((digest, found) -> {
      for (String name : states.getOrDefault(digest, Map.of()).keySet()) {
        names.putIfAbsent(name, new LinkedHashMap<>());
      }
    });
    names.forEach((name, values) ->
        boots.forEach((digest, found) -> {
          String value = states.getOrDefault(digest, Map.of()).getOrDefault(name, ABSENT);
          values.computeIfAbsent(value, ignored -> new ArrayList<>()).addAll(found);
        }));
    var differences = new ArrayList<BisectionView.Difference>();
    names.forEach((name, values) -> {
      if (values.size() > 1) {
        differences.add(
            new BisectionView.Difference(
                machine,
                name,
                values.entrySet().stream()
                    .map(value ->
                        new BisectionView.Setting(
                            value.getKey(), value.getValue().stream().sorted().toList()))
                    .toList()));
      }
    });
    return differences;
  }
}
