package dev.halfspeed.bisect;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.store.BisectionRecord;
import dev.halfspeed.store.JobRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What earlier bisections with the same recipe, parameters, metric and configuration have shown:
 * how long things take on a machine, and how much boots of one image differ there.
 */
final class Experience {
  /** Fewer pairs of boots say next to nothing about noise. */
  private static final int LEAST_DEGREES = 3;

  private final List<JobRecord> jobs = new ArrayList<>();
  private final Map<Group, List<Double>> boots = new HashMap<>();
  private int bisections;

  private record Group(String bisection, String machine, String image) {}

  /** Noise that was seen. */
  record Noise(double deviation, int boots) {}

  private Experience() {}

  /** Reads it, the oldest first. */
  static Experience of(Store store, CheckedFiles files) {
    var experience = new Experience();
    for (BisectionRecord record : store.bisections().reversed()) {
      Resolved resolved = Protocol.read(record.detailJson(), Resolved.class);
      if (resolved.recipe().equals(files.recipe().name())
          && resolved.parameters().equals(files.parameters())
          && resolved.metric().equals(files.metric().name())
          && resolved.config().equals(files.configWords())) {
        experience.add(record.id(), resolved, store);
      }
    }
    return experience;
  }

  private void add(String bisection, Resolved resolved, Store store) {
    List<JobRecord> all = store.jobs(bisection);
    jobs.addAll(all);
    bisections++;
    var journal = new Journal(resolved.metric(), resolved.higherIsBetter(), resolved.machines());
    for (Evidence item : journal.evidence(all, store.samples(bisection))) {
      if (item instanceof Evidence.Measured boot) {
        boots
            .computeIfAbsent(
                new Group(bisection, resolved.machines().get(boot.machine()), boot.image()),
                ignored -> new ArrayList<>())
            .add(mean(boot.values()));
      }
    }
  }

  /** How many bisections it comes from. */
  int bisections() {
    return bisections;
  }

  /** What work takes on a machine. */
  Costs costs(String machine) {
    return Costs.of(jobs, machine);
  }

  /** How much boots of one image differ on these machines; empty where too few were seen. */
  Optional<Noise> noise(List<String> machines) {
    int degrees = 0;
    int count = 0;
    double squares = 0;
    for (Map.Entry<Group, List<Double>> group : boots.entrySet()) {
      if (machines.contains(group.getKey().machine()) && group.getValue().size() > 1) {
        double mean = mean(group.getValue());
        squares += squares(group.getValue(), mean);
        degrees += group.getValue().size() - 1;
        count += group.getValue().size();
      }
    }
    return degrees < LEAST_DEGREES || squares <= 0
        ? Optional.empty()
        : Optional.of(new Noise(Math.sqrt(squares / degrees), count));
  }

  private static double squares(List<Double> values, double mean) {
    return values(values).map(value -> (value - mean) * (value - mean)).reduce(0.0, Double::sum);
  }

  private static double mean(List<Double> values) {
    return values(values).reduce(0.0, Double::sum) / values.size();
  }

  private static Stream<Double> values(List<Double> values) {
    return values.stream();
  }
}
