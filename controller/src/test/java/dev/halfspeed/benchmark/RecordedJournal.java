package dev.halfspeed.benchmark;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Work;
import java.util.List;

/**
 * One question to the search with all that its answer depends on.
 *
 * @param parents of each candidate
 * @param weights prior weight of each candidate
 * @param none prior probability of no regression
 */
record RecordedJournal(
    String name,
    List<List<Integer>> parents,
    List<Double> weights,
    double none,
    Settings settings,
    List<Evidence> evidence,
    List<Work> inFlight,
    Slot slot) {

  /** Work takes the same time whatever is built. */
  record FixedCosts(double build, double bootSeconds, double runSeconds) implements Slot.Costs {
    @Override
    public double buildSeconds(Revision revision) {
      return build;
    }
  }

  CandidateDag dag() {
    return CandidateDag.of(
        parents.stream()
            .map(each -> each.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new));
  }

  Prior prior() {
    return Prior.of(weights, none);
  }
}
