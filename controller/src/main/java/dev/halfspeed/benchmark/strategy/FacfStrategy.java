package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Flake-aware culprit finding (Henderson and others, ICST 2023): a posterior over the first-parent
 * line and "no culprit", and tests where the cumulated posterior passes even parts of it, or just
 * before that. As published a pass clears all commits up to it for good; repaired, a pass is wrong
 * as often as a failure.
 */
public final class FacfStrategy implements Strategy {
  private final Line line;
  private final int machines;
  private final double confidence;
  private final boolean repaired;
  private final double[] posterior;
  private final Set<Integer> tested = new HashSet<>();
  private int taken;

  public FacfStrategy(World world, boolean repaired) {
    line = new Line(world.ground());
    machines = world.scenario().machines().count();
    confidence = world.scenario().confidence();
    this.repaired = repaired;
    posterior = new double[line.size() + 1];
    double none = world.scenario().belief().none();
    Arrays.fill(posterior, (1 - none) / line.size());
    posterior[line.size()] = none;
  }

  @Override
  public Plan plan(Measurements readings) {
    for (; taken < readings.all().size(); taken++) {
      Measurements.Reading reading = readings.all().get(taken);
      int position = line.position(reading.commit());
      tested.add(position);
      update(position, readings.failed(reading), readings.errorRate());
    }
    int best = 0;
    for (int position = 1; position < posterior.length; position++) {
      best = posterior[position] > posterior[best] ? position : best;
    }
    if (posterior[best] >= confidence) {
      return best == line.size()
          ? Plan.nothing()
          : Plan.culprit(line.commit(best), posterior[best]);
    }
    return new Plan.Test(wants(readings));
  }

  private void update(int position, boolean failed, double error) {
    double guilty = failed ? (repaired ? 1 - error : 1) : repaired ? error : 0;
    double innocent = failed ? error : 1 - error;
    double sum = 0;
    for (int culprit = 0; culprit < posterior.length; culprit++) {
      posterior[culprit] *= culprit <= position ? guilty : innocent;
      sum += posterior[culprit];
    }
    if (sum <= 0) {
      throw new IllegalStateException("the answers are impossible by the published likelihood");
    }
    for (int culprit = 0; culprit < posterior.length; culprit++) {
      posterior[culprit] /= sum;
    }
  }

  /** One for each machine, at even parts of the cumulated posterior. */
  private List<Want> wants(Measurements readings) {
    var chosen = new ArrayList<Integer>();
    double cumulated = 0;
    int position = -1;
    for (int machine = 1; machine <= machines; machine++) {
      double aim = (double) machine / (machines + 1);
      while (cumulated < aim - 1e-8 && position < line.size()) {
        cumulated += posterior[++position];
      }
      int at = Math.clamp(position, 0, line.size() - 1);
      if (at > 0
          && !readings.isUntestable(line.commit(at - 1))
          && before(at, cumulated - aim, aim - (cumulated - posterior[position]))) {
        at--;
      }
      chosen.add(line.commit(line.nearestTestable(at, readings)));
    }
    return chosen.stream()
        .distinct()
        .map(commit ->
            new Want(
                commit,
                readings.of(commit).size() + (int) chosen.stream().filter(commit::equals).count()))
        .toList();
  }

  /**
   * Whether to test the commit before the one that passes the aim. As published: when it was not
   * tested yet, since a pass there clears everything before. Where a pass clears nothing for good,
   * that rule would test the same commit for ever; there the nearer one to the aim is taken.
   */
  private boolean before(int position, double above, double below) {
    return repaired ? below < above : posterior[position - 1] > 0 && !tested.contains(position - 1);
  }
}
