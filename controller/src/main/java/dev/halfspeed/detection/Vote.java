package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.OneWayAnova;
import org.apache.commons.statistics.inference.TTest;

/**
 * Asks tests of other kinds whether there is a change where the scan of the means says that there
 * is one, give or take one point. All must agree. The scan alone holds the rate of false alarms for
 * normal noise; the others are there for noise that is not, and have levels of their own. That
 * detectors of different kinds should vote was found on Mozilla's series (arXiv:2606.18377, 2026).
 */
final class Vote {
  /** Three points that lie beyond all of 14 or more before them have less. */
  private static final double RANK = 0.01;

  private static final double DISTRIBUTION = 0.05;
  private static final double RATIO = 0.05;
  private static final double UNEQUAL = 0.01;

  /** Of distances from the level. */
  private static final double SPREAD = 0.001;

  /** Of distances too: what goes with a longer tail. */
  private static final double SPREAD_OF_TAIL = 0.05;

  /** The noise after a change is taken for that before it as if so many points had shown it. */
  private static final double AS_BEFORE = 4;

  /** Where noise grew. */
  private static final double STRICT = 0.000_2;

  /** Noise that is as large as before seems to have grown so often. */
  private static final double NOISIER = 0.01;

  /** So many times the usual deviation shows in the boots of three points by chance in 0.05 %. */
  private static final double MUCH_NOISIER = 2;

  /** Points that tell whether it grew, and of those before them at least. */
  private static final int RECENT = 12;

  private static final int FEWEST = 4;

  /** The four boots of a point tell its variance with so many degrees of freedom. */
  private static final double BOOTS = 2;

  /** As far as places may lie apart. */
  private static final int APART = 1;

  private Vote() {}

  /**
   * All ballots on a change of the level.
   *
   * @param values adjusted by the reference, of the points since the last change
   * @param ratios as measured; the same ones where there is no reference
   * @param variances as the boots of each point show them; NaN where they don't
   * @param change index of the first value after it
   */
  static List<Ballot> onLevel(
      double[] values,
      double[] ratios,
      double[] variances,
      int change,
      double pValue,
      boolean isAdjusted) {
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
    ballots.add(unequal(values, variances, change));
    if (isAdjusted) {
      ballots.add(ask(Ballot.Test.RATIO, RATIO, ratios, change, Vote::means));
    }
    return ballots;
  }

  /**
   * Welch's test, its few points after the change helped by the noise before it and by their own
   * boots: more noise alone is no change of the level.
   *
   * <p>Boots of one point differ by noise alone, wherever the level is. Where those of the last
   * points differ more than those of the points before them, the noise has grown, and what was
   * before says nothing of it: then the noise is that of the last points, and the test is strict,
   * for the scan took the noise for smaller than it is. The same holds for points that are much
   * noisier than those before them by their own boots, or, where boots are not known, by how far
   * they lie apart.
   */
  private static Ballot unequal(double[] values, double[] variances, int change) {
    Robust robust = Robust.of(values);
    double cut = Window.CUT * robust.scale();
    double[] before = cut(Arrays.copyOf(values, change), robust.centre(), cut);
    double usual = squares(before) / Math.max(1, before.length - 1);
    // Points whose own boots differ more are not cut to what the noise before them would allow.
    double cutByOwn = Window.CUT * Math.sqrt(usual * ofBoots(variances, change));
    boolean isMuchNoisier = cutByOwn > MUCH_NOISIER * cut;
    double[] after =
        cut(
            Arrays.copyOfRange(values, change, values.length),
            robust.centre(),
            isMuchNoisier ? cutByOwn : cut);
    double own = squares(after);
    double squares = AS_BEFORE * usual + own;
    double degrees = AS_BEFORE + after.length - 1;
    double level = UNEQUAL;
    double[] bootsBefore = known(variances, 0, change);
    if (mean(bootsBefore) > 0) {
      double[] boots = known(variances, change, values.length);
      squares += BOOTS * usual * Arrays.stream(boots).sum() / mean(bootsBefore);
      degrees += BOOTS * boots.length;
    }
    int recent = Math.min(change, values.length - RECENT);
    double growth = recent < FEWEST ? 1 : growth(variances, recent);
    if (isMuchNoisier
        || (bootsBefore.length == 0 && isNoisier(own, after.length - 1, usual, before.length))) {
      squares -= AS_BEFORE * usual;
      degrees -= AS_BEFORE;
      level = STRICT;
    }
    if (growth > 1) {
      double past = squares(Arrays.copyOf(before, recent)) / (recent - 1);
      double grown = Math.max(usual, past * growth);
      double boots = BOOTS * known(variances, recent, values.length).length;
      double squaresOfGrown = grown * boots + own;
      double degreesOfGrown = boots + after.length - 1;
      // Of the two the one that takes the noise for larger.
      if (!isMuchNoisier || squaresOfGrown / degreesOfGrown > squares / degrees) {
        squares = squaresOfGrown;
        degrees = degreesOfGrown;
      }
      level = STRICT;
    }
    double error = Math.sqrt(usual / before.length + squares / degrees / after.length);
    double p =
        error == 0
            ? 0
            : 2
                * TDistribution.of(degrees)
                    .survivalProbability(Math.abs(mean(after) - mean(before)) / error);
    return new Ballot(Ballot.Test.UNEQUAL, p, p <= level);
  }

  /** How many times as large the variance between boots is from a point on; 0 where not known. */
  private static double ofBoots(double[] variances, int from) {
    double before = mean(known(variances, 0, from));
    return before > 0 ? mean(known(variances, from, variances.length)) / before : 0;
  }

  /**
   * How many times as large the variance between boots is for sure from a point on; 1 where it is
   * equal.
   */
  private static double growth(double[] variances, int from) {
    double[] before = known(variances, 0, from);
    double[] since = known(variances, from, variances.length);
    if (since.length == 0 || !(mean(before) > 0)) {
      return 1;
    }
    double ratio = mean(since) / mean(before);
    double p =
        FDistribution.of(BOOTS * since.length, BOOTS * before.length).survivalProbability(ratio);
    return p < NOISIER ? ratio : 1;
  }

  private static boolean isNoisier(double squares, int degrees, double usual, int before) {
    return usual > 0
        && degrees > 0
        && FDistribution.of(degrees, Math.max(1, before - 1))
                .survivalProbability(squares / degrees / usual)
            < NOISIER;
  }

  private static double[] known(double[] variances, int from, int to) {
    return Arrays.stream(variances, from, to).filter(v -> !Double.isNaN(v)).toArray();
  }

  /** 0 of none. */
  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** About the mean. */
  private static double squares(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
  }

  /** All ballots on a change of the distances from the level. */
  static List<Ballot> onSpread(double[] distances, int change, double pValue) {
    return List.of(
        new Ballot(Ballot.Test.MEAN, pValue, true),
        ask(Ballot.Test.SPREAD, SPREAD, distances, change, Vote::brownForsythe),
        ask(
            Ballot.Test.RANK,
            RANK,
            distances,
            change,
            (before, after) -> MannWhitneyUTest.withDefaults().test(before, after).getPValue()),
        ask(
            Ballot.Test.DISTRIBUTION,
            DISTRIBUTION,
            distances,
            change,
            (before, after) ->
                KolmogorovSmirnovTest.withDefaults().test(before, after).getPValue()));
  }

  /** All ballots on a change of the share of far points. */
  static List<Ballot> onTail(double[] distances, int change, double pValue) {
    return List.of(
        new Ballot(Ballot.Test.TAIL, pValue, true),
        ask(Ballot.Test.SPREAD, SPREAD_OF_TAIL, distances, change, Vote::brownForsythe));
  }

  /**
   * An analysis of variance of the distances from the median (M. Brown, A. Forsythe, Robust tests
   * for the equality of variances, Journal of the American Statistical Association 69, 1974).
   */
  private static double brownForsythe(double[] before, double[] after) {
    return OneWayAnova.withDefaults().test(List.of(before, after)).getPValue();
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
