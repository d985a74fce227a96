package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.HistorySums;
import dev.halfspeed.benchmark.world.World;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * A section search: each round as many commits as there are machines cut the candidates into even
 * parts, each is booted once, and the part between a good and a bad one is cut again.
 */
public final class KaryStrategy implements Strategy {
  private final HistorySums sums;
  private final int machines;
  private final double[] open;
  private final BitSet candidates;
  private List<Integer> tested = List.of();

  public KaryStrategy(World world) {
    sums = world.ground().sums();
    machines = world.scenario().machines().count();
    open = new double[world.ground().size()];
    candidates = new BitSet();
    candidates.set(0, open.length);
  }

  @Override
  public Plan plan(Measurements readings) {
    for (int commit : tested) {
      if (!readings.isUntestable(commit)) {
        narrow(commit, readings.isBad(commit));
      }
    }
    if (candidates.cardinality() == 1) {
      return Plan.culprit(candidates.nextSetBit(0), 1);
    }
    tested = cuts(readings);
    return tested.isEmpty()
        ? Plan.suspects(
            candidates.stream().boxed().toList(), "only commits that can't be tested are left")
        : new Plan.Test(tested.stream().map(commit -> new Want(commit, 1)).toList());
  }

  /** An answer that leaves nobody contradicts one before it, and is dropped. */
  private void narrow(int commit, boolean bad) {
    var rest = (BitSet) candidates.clone();
    if (bad) {
      rest.and(sums.ancestors(commit));
    } else {
      rest.andNot(sums.ancestors(commit));
    }
    if (!rest.isEmpty()) {
      candidates.and(rest);
    }
  }

  /** The commits that are nearest to the cuts, from old to new. */
  private List<Integer> cuts(Measurements readings) {
    for (int commit = 0; commit < open.length; commit++) {
      open[commit] = candidates.get(commit) ? 1 : 0;
    }
    double[] contained = sums.of(open);
    int all = candidates.cardinality();
    List<Integer> usable =
        candidates.stream()
            .filter(commit -> contained[commit] < all)
            .filter(commit -> readings.of(commit).isEmpty() && !readings.isUntestable(commit))
            .boxed()
            .toList();
    var cuts = new ArrayList<Integer>();
    for (int cut = 1; cut <= machines; cut++) {
      double aim = (double) cut * all / (machines + 1);
      usable.stream()
          .min(Comparator.comparingDouble(commit -> Math.abs(contained[commit] - aim)))
          .filter(commit -> !cuts.contains(commit))
          .ifPresent(cuts::add);
    }
    return cuts;
  }
}
