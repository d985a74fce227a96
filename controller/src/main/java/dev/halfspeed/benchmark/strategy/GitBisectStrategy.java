package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.Draw;
import dev.halfspeed.benchmark.world.HistorySums;
import dev.halfspeed.benchmark.world.World;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * {@code git bisect run} with a script that boots each commit k times and compares the mean with
 * the middle between the ends. The next commit is the one that splits the candidates most evenly;
 * where that can't be tested, another is drawn with a bias to even splits, as git does.
 */
public final class GitBisectStrategy implements Strategy {
  private final HistorySums sums;
  private final int boots;
  private final SplittableRandom random;
  private final double[] open;
  private final BitSet candidates;
  private int bad;
  private int tested = GOOD;

  public GitBisectStrategy(World world, int boots) {
    sums = world.ground().sums();
    this.boots = boots;
    random = Draw.of(world.seed(), Draw.Kind.PLAYER);
    bad = world.ground().size() - 1;
    candidates = new BitSet();
    candidates.set(0, bad + 1);
    open = new double[bad + 1];
  }

  @Override
  public Plan plan(Measurements readings) {
    if (tested != GOOD && !readings.isUntestable(tested)) {
      if (readings.isBad(tested)) {
        bad = tested;
        candidates.and(sums.ancestors(tested));
      } else {
        candidates.andNot(sums.ancestors(tested));
      }
    }
    if (candidates.cardinality() == 1) {
      return Plan.culprit(candidates.nextSetBit(0), 1);
    }
    List<Integer> byEvenness = byEvenness();
    tested = byEvenness.getFirst();
    if (readings.isUntestable(tested)) {
      List<Integer> testable =
          byEvenness.stream().filter(commit -> !readings.isUntestable(commit)).toList();
      if (testable.isEmpty()) {
        return Plan.suspects(
            candidates.stream().boxed().toList(), "only commits that can't be tested are left");
      }
      tested = testable.get((int) (testable.size() * Math.pow(random.nextDouble(), 1.5)));
    }
    return Plan.Test.of(tested, boots);
  }

  /** The candidates but for the bad one, those first that split the others most evenly. */
  private List<Integer> byEvenness() {
    for (int commit = 0; commit < open.length; commit++) {
      open[commit] = candidates.get(commit) ? 1 : 0;
    }
    double[] contained = sums.of(open);
    int all = candidates.cardinality();
    var order = new ArrayList<Integer>(all);
    candidates.stream().filter(commit -> commit != bad).forEach(order::add);
    order.sort(
        Comparator.comparingDouble(
            commit -> -Math.min(contained[commit], all - contained[commit])));
    return order;
  }
}
