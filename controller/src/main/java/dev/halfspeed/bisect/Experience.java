package dev.halfspeed.bisect;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.store.BisectionRecord;
import dev.halfspeed.store.CheckBootRecord;
import dev.halfspeed.store.CheckRecord;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier bisections and checks of machines with the same recipe, parameters, metric and
 * configuration have shown: how long things take on a machine, and how much boots of one image
 * differ there.
 */
final class Experience {
  /** Fewer pairs of boots say next to nothing about noise. */
  private static final int LEAST_DEGREES = 3;

  /** So many boots of a machine tell its noise; more would only take time at each decision. */
  private static final int MOST_BOOTS = 40;

  private final List<JobRecord> jobs = new ArrayList<>();
  private final Map<Group, List<List<Double>>> boots = new LinkedHashMap<>();
  private int bisections;

  /** Boots of one build in one bisection or check. */
  private record Group(String campaign, String machine, Optional<BootPlan> way, String image) {}

  /** What must be the same for numbers to be comparable. */
  private record Setting(
      String recipe, Map<String, String> parameters, String metric, String config) {
    static Setting of(Resolved resolved) {
      return new Setting(
          resolved.recipe(), resolved.parameters(), resolved.metric(), resolved.config());
    }
  }

  /** Noise that was seen. */
  record Noise(double deviation, int boots) {}

  private Experience() {}

  /** Reads what fits a bisection, the oldest first. */
  static Experience of(Store store, Resolved resolved) {
    return of(store, Setting.of(resolved));
  }

  /** Reads what fits a request, the oldest first. */
  static Experience of(Store store, CheckedFiles files) {
    return of(
        store,
        new Setting(
            files.recipe().name(), files.parameters(), files.metric().name(), files.configWords()));
  }

  private static Experience of(Store store, Setting setting) {
    var experience = new Experience();
    List<CheckRecord> checks = store.lab().checks();
    int next = 0;
    for (BisectionRecord record : store.bisections().reversed()) {
      while (next < checks.size() && checks.get(next).startedAt().isBefore(record.createdAt())) {
        experience.add(checks.get(next), setting, store);
        next++;
      }
      Resolved resolved = Protocol.read(record.detailJson(), Resolved.class);
      if (Setting.of(resolved).equals(setting)) {
        experience.add(record.id(), resolved, store);
      }
    }
    for (CheckRecord record : checks.subList(next, checks.size())) {
      experience.add(record, setting, store);
    }
    return experience;
  }

  /** A check that was broken off has measured what it has measured. */
  private void add(CheckRecord record, Setting setting, Store store) {
    CheckDetail detail = Protocol.read(record.detailJson(), CheckDetail.class);
    // Its boots have all metrics of the recipe, whichever it looked at itself. Which way is better
    // does not matter to noise.
    var same = new Setting(detail.recipe(), detail.parameters(), setting.metric(), detail.config());
    if (!same.equals(setting)) {
      return;
    }
    for (CheckBootRecord boot : store.lab().checkBoots(record.id())) {
      if (Protocol.read(boot.resultJson(), Result.class) instanceof Result.Measured measured) {
        MachineCheck.logarithms(measured, setting.metric())
            .ifPresent(values ->
                boots
                    .computeIfAbsent(
                        new Group(
                            record.id(),
                            record.machine(),
                            Optional.of(Protocol.read(boot.wayJson(), BootPlan.class)),
                            measured.boot().buildId()),
                        ignored -> new ArrayList<>())
                    .add(values));
      }
    }
  }

  private void add(String bisection, Resolved resolved, Store store) {
    jobs.addAll(store.jobs(bisection));
    bisections++;
    var journal = new Journal(resolved.metric(), resolved.scale(), resolved.machines());
    for (Evidence item :
        journal
            .read(store.endedJobs(bisection), store.samples(bisection), new JobResults())
            .measured()) {
      if (item instanceof Evidence.Measured boot) {
        String machine = resolved.machines().get(boot.machine());
        boots
            .computeIfAbsent(
                new Group(
                    bisection,
                    machine,
                    Optional.ofNullable(resolved.boots().get(machine)),
                    boot.image()),
                ignored -> new ArrayList<>())
            .add(boot.values());
      }
    }
  }

  /**
   * The newest boots of builds that a machine has booted at least twice, the newest build first.
   *
   * @param way how the machine boots, where that is known: another way has another noise
   */
  List<Resolved.Earlier> earlier(String machine, Optional<BootPlan> way) {
    var newest = new ArrayList<Resolved.Earlier>();
    for (Map.Entry<Group, List<List<Double>>> entry : List.copyOf(boots.entrySet()).reversed()) {
      Group group = entry.getKey();
      int count = Math.min(entry.getValue().size(), MOST_BOOTS - newest.size());
      if (count > 1
          && group.machine().equals(machine)
          && (way.isEmpty() || group.way().isEmpty() || way.equals(group.way()))) {
        for (List<Double> values : entry.getValue().reversed().subList(0, count)) {
          newest.add(new Resolved.Earlier(machine, group.campaign() + "/" + group.image(), values));
        }
      }
    }
    return List.copyOf(newest);
  }

  /** How many bisections it comes from. */
  int bisections() {
    return bisections;
  }

  /** What work takes on a machine. */
  Costs costs(String machine) {
    return Costs.of(jobs, machine, new JobResults());
  }

  /** How much boots of one image differ on these machines; empty where too few were seen. */
  Optional<Noise> noise(List<String> machines) {
    int degrees = 0;
    int count = 0;
    double squares = 0;
    for (Map.Entry<Group, List<List<Double>>> group : boots.entrySet()) {
      if (machines.contains(group.getKey().machine()) && group.getValue().size() > 1) {
        List<Double> means = group.getValue().stream().map(Experience::mean).toList();
        squares += squares(means, mean(means));
        degrees += means.size() - 1;
        count += means.size();
      }
    }
    return degrees < LEAST_DEGREES || squares <= 0
        ? Optional.empty()
        : Optional.of(new Noise(Math.sqrt(squares / degrees), count));
  }

  private static double squares(List<Double> values, double mean) {
    return values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
