package dev.halfspeed.campaign.bisection;

import dev.halfspeed.core.Experiment;
import dev.halfspeed.durations.Costs;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.SampleStore;
import dev.halfspeed.work.BootWay;
import dev.halfspeed.work.WorkerResults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier bisections and checks of machines with the same experiment have shown: how long
 * things take on a machine, and how much boots of one image differ there.
 */
final class Experience {
  /** Fewer pairs of boots say next to nothing about noise. */
  private static final int LEAST_DEGREES = 3;

  /** So many boots of a machine tell its noise; more would only take time at each decision. */
  private static final int MOST_BOOTS = 40;

  /** Among so many of the last boots of a machine those are looked for that share an image. */
  private static final int SEEN_BOOTS = 400;

  /** So many of the last jobs of a machine tell how long its work takes. */
  private static final int SEEN_JOBS = 400;

  private final Store store;
  private final String experiment;
  private final String metric;
  private final MetricScale scale;

  /** Boots of one build in one campaign. */
  private record Group(String campaign, Optional<String> plan, String image) {}

  /** Noise that was seen. */
  record Noise(double deviation, int boots) {}

  private Experience(Store store, Experiment experiment, String metric, MetricScale scale) {
    this.store = store;
    this.experiment = experiment.digest();
    this.metric = metric;
    this.scale = scale;
  }

  /** What fits a bisection. */
  static Experience of(Store store, Resolved resolved) {
    return new Experience(store, resolved.experiment(), resolved.metric(), resolved.scale());
  }

  /** What fits a request. */
  static Experience of(Store store, CheckedFiles files) {
    return new Experience(
        store,
        new Experiment(files.recipe().name(), files.parameters(), files.configWords()),
        files.metric().name(),
        files.scale());
  }

  /**
   * The newest boots of builds that a machine has booted at least twice, the newest build first.
   *
   * @param way how the machine boots, where that is known: another way has another noise
   */
  List<Resolved.Earlier> earlier(String machine, Optional<BootWay> way) {
    Optional<String> plan = way.map(WorkerResults::plan);
    var newest = new ArrayList<Resolved.Earlier>();
    for (Map.Entry<Group, List<List<Double>>> entry : boots(machine).entrySet()) {
      Group group = entry.getKey();
      int count = Math.min(entry.getValue().size(), MOST_BOOTS - newest.size());
      if (count > 1 && (plan.isEmpty() || group.plan().isEmpty() || plan.equals(group.plan()))) {
        for (List<Double> values : entry.getValue().subList(0, count)) {
          newest.add(new Resolved.Earlier(machine, group.campaign() + "/" + group.image(), values));
        }
      }
    }
    return List.copyOf(newest);
  }

  /** The last boots of a machine by what was booted, on the search's scale, the newest first. */
  private Map<Group, List<List<Double>>> boots(String machine) {
    var boots = new LinkedHashMap<Group, List<List<Double>>>();
    for (SampleStore.MeasuredBoot boot :
        store.samples().lastBoots(experiment, machine, metric, SEEN_BOOTS)) {
      List<Double> values = boot.values().stream().map(scale::logarithm).toList();
      // Zero or less has no logarithm: that boot did not measure anything.
      if (values.stream().allMatch(Double::isFinite)) {
        boots
            .computeIfAbsent(
                new Group(boot.campaign(), boot.plan(), boot.buildId()),
                ignored -> new ArrayList<>())
            .add(values);
      }
    }
    return boots;
  }

  /** How many bisections with this experiment there were. */
  int bisections() {
    return store.campaigns().count(CampaignRecord.Kind.BISECTION, experiment);
  }

  /** What work takes on a machine. */
  Costs costs(String machine) {
    return Costs.of(store.samples().lastJobs(experiment, machine, SEEN_JOBS), machine);
  }

  /** How much boots of one image differ on these machines; empty where too few were seen. */
  Optional<Noise> noise(List<String> machines) {
    int degrees = 0;
    int count = 0;
    double squares = 0;
    for (String machine : machines) {
      for (List<List<Double>> group : boots(machine).values()) {
        if (group.size() > 1) {
          List<Double> means = group.stream().map(Experience::mean).toList();
          squares += squares(means, mean(means));
          degrees += means.size() - 1;
          count += means.size();
        }
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
