package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Reproducer;
import java.util.Arrays;

/**
 * The rates at which runs fail without and with a regression, on a grid: uniform in the angle whose
 * squared sine is the rate, where a run tells as much everywhere. Sums over the grid replace the
 * integrals over both rates; see docs/model.md, "Pass or fail".
 */
final class RateGrid {
  /** So many that rates which some 500 runs tell apart are different nodes. */
  private static final int NODES = 48;

  /**
   * A regression raises the angle by that many nodes at least, 0.2 standard deviations of a run.
   * Otherwise each place in a range whose commits all fail alike would be one.
   */
  private static final int GAP = 3;

  /** A likelihood below this part of the largest adds nothing. */
  private static final double NEGLIGIBLE = 1e-12;

  /** Chance that a run is wrong as often on a good image as on a bad one. */
  private static final double ALIKE = 0.5;

  /**
   * How much more a pair of independent rates is believed the further they lie apart, where nothing
   * is known of them: with the cube of the distance. As for numbers, the belief keeps away from 0,
   * so that few runs tell no regression from a small one.
   */
  private static final int SEPARATION = 3;

  /** Where nothing is known: most tests hardly ever fail without a reason, and any part with it. */
  private static final Reproducer.Rate USUALLY_GOOD = new Reproducer.Rate(0.5, 2);

  private static final Reproducer.Rate USUALLY_BAD = new Reproducer.Rate(0.5, 0.5);

  private static final double[] RATES = new double[NODES];
  private static final double[] LOG_FAILS = new double[NODES];
  private static final double[] LOG_PASSES = new double[NODES];

  static {
    for (int node = 0; node < NODES; node++) {
      double sine = Math.sin((node + 0.5) * Math.PI / 2 / NODES);
      RATES[node] = sine * sine;
      LOG_FAILS[node] = Math.log(RATES[node]);
      LOG_PASSES[node] = Math.log1p(-RATES[node]);
    }
  }

  /** Prior probability of each pair of a rate when good and a rate when bad. */
  private final double[][] pairs;

  /** Of the one rate where there is no regression. */
  private final double[] single = new double[NODES];

  /** The grid with what is believed of both rates. */
  RateGrid(Reproducer.PassFail belief) {
    pairs = independent(belief);
    if (belief.failsWhenGood().isEmpty() && belief.failsWhenBad().isEmpty()) {
      double[][] alike = alike();
      for (int good = 0; good < NODES; good++) {
        for (int bad = 0; bad < NODES; bad++) {
          pairs[good][bad] = (1 - ALIKE) * pairs[good][bad] + ALIKE * alike[good][bad];
        }
      }
    }
    for (int good = 0; good < NODES; good++) {
      for (int bad = 0; bad < NODES; bad++) {
        single[good] += pairs[good][bad] / 2;
        single[bad] += pairs[good][bad] / 2;
      }
    }
  }

  /**
   * As many wrong answers on either side, each number of them believed alike. A belief that keeps
   * away from many of them is too sure too early where there are many: with the cube of the
   * distance as below, a range of 4,096 commits that all fail in 45 % had one accused in 6 of 300
   * worlds, and with rates of 0.2 and 0.8 it took 69 tests to be right in 98 of 100, not 57 to be
   * right in 99. Where a twentieth of the answers is wrong, it costs one test.
   */
  private static double[][] alike() {
    double[][] pairs = new double[NODES][NODES];
    for (int node = 0; 2 * node + GAP < NODES; node++) {
      pairs[node][NODES - 1 - node] = 1;
    }
    normalize(pairs);
    return pairs;
  }

  /** Each rate for itself; but the further they lie apart, the more is a pair believed. */
  private static double[][] independent(Reproducer.PassFail belief) {
    double[] good = prior(belief.failsWhenGood().orElse(USUALLY_GOOD));
    double[] bad = prior(belief.failsWhenBad().orElse(USUALLY_BAD));
    double[][] pairs = new double[NODES][NODES];
    for (int low = 0; low < NODES; low++) {
      for (int high = low + GAP; high < NODES; high++) {
        double apart = isTold(belief) ? 1 : Math.pow(high - low, SEPARATION);
        pairs[low][high] = good[low] * bad[high] * apart;
      }
    }
    normalize(pairs);
    return pairs;
  }

  private static boolean isTold(Reproducer.PassFail belief) {
    return belief.failsWhenGood().isPresent() && belief.failsWhenBad().isPresent();
  }

  private static void normalize(double[][] pairs) {
    double sum = 0;
    for (double[] row : pairs) {
      sum += Arrays.stream(row).sum();
    }
    for (double[] row : pairs) {
      for (int bad = 0; bad < NODES; bad++) {
        row[bad] /= Math.max(sum, Double.MIN_NORMAL);
      }
    }
  }

  /** Weights of the nodes under a Beta belief. */
  private static double[] prior(Reproducer.Rate belief) {
    double[] weights = new double[NODES];
    for (int node = 0; node < NODES; node++) {
      // The density in the angle: the rate's own times sqrt(rate (1 - rate)).
      weights[node] =
          (belief.failed() - 0.5) * LOG_FAILS[node] + (belief.passed() - 0.5) * LOG_PASSES[node];
    }
    exponentiate(weights);
    return weights;
  }

  /** Turns logarithms into values of which the largest is 1; returns its logarithm. */
  private static double exponentiate(double[] logs) {
    double most = Arrays.stream(logs).max().orElseThrow();
    for (int index = 0; index < logs.length; index++) {
      logs[index] = Math.exp(logs[index] - most);
    }
    return most;
  }

  /** The likelihood of each rate, over that of the likeliest, whose logarithm is returned. */
  private static double likelihood(long passed, long failed, double[] into) {
    for (int node = 0; node < NODES; node++) {
      into[node] = failed * LOG_FAILS[node] + passed * LOG_PASSES[node];
    }
    return exponentiate(into);
  }

  /** Log evidence of a regression with these runs on its two sides. */
  double logRegression(Sides sides) {
    double[] low = new double[NODES];
    double[] high = new double[NODES];
    double log = likelihood(sides.goodPassed(), sides.goodFailed(), low);
    log += likelihood(sides.badPassed(), sides.badFailed(), high);
    double sum = 0;
    for (int good = 0; good < NODES; good++) {
      if (low[good] > NEGLIGIBLE) {
        double inner = 0;
        double[] row = pairs[good];
        for (int bad = good + 1; bad < NODES; bad++) {
          inner += row[bad] * high[bad];
        }
        sum += low[good] * inner;
      }
    }
    return log + Math.log(Math.max(sum, Double.MIN_NORMAL));
  }

  /** Log evidence of no regression: one rate. */
  double logNone(Sides sides) {
    double[] all = new double[NODES];
    double log = likelihood(sides.passed(), sides.failed(), all);
    double sum = 0;
    for (int node = 0; node < NODES; node++) {
      sum += single[node] * all[node];
    }
    return log + Math.log(Math.max(sum, Double.MIN_NORMAL));
  }

  /** What is believed of both rates when there is a regression with these runs on its sides. */
  Belief regression(Sides sides) {
    double[] low = new double[NODES];
    double[] high = new double[NODES];
    likelihood(sides.goodPassed(), sides.goodFailed(), low);
    likelihood(sides.badPassed(), sides.badFailed(), high);
    double[] whenGood = new double[NODES];
    double[] whenBad = new double[NODES];
    for (int good = 0; good < NODES; good++) {
      for (int bad = good + 1; bad < NODES; bad++) {
        double weight = pairs[good][bad] * low[good] * high[bad];
        whenGood[good] += weight;
        whenBad[bad] += weight;
      }
    }
    return new Belief(normalized(whenGood), normalized(whenBad));
  }

  /** What is believed of the one rate when there is no regression. */
  Belief none(Sides sides) {
    double[] all = new double[NODES];
    likelihood(sides.passed(), sides.failed(), all);
    for (int node = 0; node < NODES; node++) {
      all[node] *= single[node];
    }
    double[] only = normalized(all);
    return new Belief(only, only);
  }

  private static double[] normalized(double[] weights) {
    double sum = Math.max(Arrays.stream(weights).sum(), Double.MIN_NORMAL);
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /**
   * How probable each number of failures among so many runs is.
   *
   * @param weights of the nodes, as in {@link Belief}
   */
  static double[] failures(double[] weights, int runs) {
    double[] chances = new double[runs + 1];
    double ways = 1;
    for (int fails = 0; fails <= runs; fails++) {
      for (int node = 0; node < NODES; node++) {
        chances[fails] +=
            weights[node] * Math.exp(fails * LOG_FAILS[node] + (runs - fails) * LOG_PASSES[node]);
      }
      chances[fails] *= ways;
      ways = ways * (runs - fails) / (fails + 1);
    }
    return chances;
  }

  /** The expected rate. */
  static double mean(double[] weights) {
    double sum = 0;
    for (int node = 0; node < NODES; node++) {
      sum += weights[node] * RATES[node];
    }
    return sum;
  }

  /** Runs by what a hypothesis calls the images that they ran on. */
  record Sides(long goodPassed, long goodFailed, long badPassed, long badFailed) {
    long passed() {
      return goodPassed + badPassed;
    }

    long failed() {
      return goodFailed + badFailed;
    }

    long runs() {
      return passed() + failed();
    }

    long goodRuns() {
      return goodPassed + goodFailed;
    }

    long badRuns() {
      return badPassed + badFailed;
    }

    /** The same runs with good and bad exchanged. */
    Sides turned() {
      return new Sides(badPassed, badFailed, goodPassed, goodFailed);
    }

    /** Whether runs on the bad side failed the more often; not where one side has none. */
    boolean failsMoreWhenBad() {
      return badFailed * goodRuns() > goodFailed * badRuns();
    }
  }

  /** Weights of the nodes for images that are good and for those that are bad; each sums to 1. */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  record Belief(double[] whenGood, double[] whenBad) {}
}
