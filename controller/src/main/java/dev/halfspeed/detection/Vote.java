package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.TTest;

/**
 * Asks tests of other kinds whether there is a change where the scan of the means says that there
 * is one, give or take one point. All must agree. The scan alone holds the rate of false alarms for
 * normal noise; the others are there for noise that is not, and have fixed levels. That detectors
 * of different kinds should vote was found on Mozilla's series (arXiv:2606.18377, 2026).
 */
final class Vote {
  /** Three points that lie beyond all of 14 or more before them have less. */
  private static final double RANK = 0.01;

  private static final double DISTRIBUTION = 0.05;
  private static final double RATIO = 0.02;

  /** As far as places may lie apart. */
  private static final int APART = 1;

  private Vote() {}

  /**
   * All ballots on a change of the level.
   *
   * @param values adjusted by the reference, of the points since the last change
   * @param ratios as measured; the same ones where there is no reference
   * @param change index of the first value after it
   */
  static List<Ballot> onLevel(
      double[] values, double[] ratios, int change, double pValue, boolean isAdjusted) {
    var ballots = new ArrayList<Ballot>();
    ballots.add(new Ballot(Ballot.Test.MEAN, pValue, true));
    ballots.add(
        ask(
            Ballot.Test.RANK,
            RANK,
            values,
            change,
            (before, after) -> MannWhitneyUTest.withDefaults().test(before, after).getPValue()));
    ballots.add(
        ask(
            Ballot.Test.DISTRIBUTION,
            DISTRIBUTION,
            values,
            change,
            (before, after) ->
                KolmogorovSmirnovTest.withDefaults().test(before, after).getPValue()));
    if (isAdjusted) {
      ballots.add(ask(Ballot.Test.RATIO, RATIO, ratios, change, Vote::means));
    }
    return ballots;
  }

  /** Student's test of the cut values, the noise pooled: the later side may be three points. */
  private static double means(double[] before, double[] after) {
    double[] all = Arrays.copyOf(before, before.length + after.length);
    System.arraycopy(after, 0, all, before.length, after.length);
    Robust robust = Robust.of(all);
    double cut = Window.CUT * robust.scale();
    return robust.scale() == 0
        ? 1
        : TTest.withDefaults()
            .with(DataDispersion.HOMOSCEDASTIC)
            .test(cut(before, robust.centre(), cut), cut(after, robust.centre(), cut))
            .getPValue();
  }

  /** Whether two sides differ in level, by ranks. */
  static boolean differ(double[] before, double[] after, double level) {
    return before.length > 1
        && after.length > 1
        && MannWhitneyUTest.withDefaults().test(before, after).getPValue() <= level;
  }

  private static double[] cut(double[] values, double centre, double cut) {
    return Arrays.stream(values).map(v -> Math.clamp(v - centre, -cut, cut)).toArray();
  }

  private static Ballot ask(
      Ballot.Test test,
      double level,
      double[] values,
      int change,
      ToDoubleBiFunction<double[], double[]> pValue) {
    double least = 1;
    for (int place = change - APART; place <= change + APART; place++) {
      if (place >= 2 && values.length - place >= 2) {
        double found =
            pValue.applyAsDouble(
                Arrays.copyOf(values, place), Arrays.copyOfRange(values, place, values.length));
        least = Math.min(least, Double.isNaN(found) ? 1 : found);
      }
    }
    return new Ballot(test, least, least <= level);
  }
}
