package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A simulated regression: its history, its noise, and what is broken. The k-th boot of a revision
 * on a machine always gives the same value, whoever asks.
 *
 * @param culprit the candidate that makes the metric worse, or -1 for none
 * @param effect on the log scale, negative
 * @param boot standard deviation between boots
 * @param layout standard deviation between images
 * @param run standard deviation between runs
 * @param outliers part of the boots that lose up to a third for no reason
 * @param broken candidates that can't be built
 * @param still candidates whose kernel equals their first parent's
 */
record SimulatedRegression(
    CandidateDag dag,
    int culprit,
    double effect,
    double boot,
    double layout,
    double run,
    double outliers,
    BitSet broken,
    BitSet still,
    long seed) {

  static SimulatedRegression on(CandidateDag dag, double effect, double boot, long seed) {
    int culprit = new SplittableRandom(seed).nextInt(dag.size());
    return new SimulatedRegression(
        dag, culprit, effect, boot, 0, 0, 0, new BitSet(), new BitSet(), seed);
  }

  SimulatedRegression withCulprit(int other) {
    return new SimulatedRegression(
        dag, other, effect, boot, layout, run, outliers, broken, still, seed);
  }

  SimulatedRegression withLayout(double deviation) {
    return new SimulatedRegression(
        dag, culprit, effect, boot, deviation, run, outliers, broken, still, seed);
  }

  SimulatedRegression withRun(double deviation) {
    return new SimulatedRegression(
        dag, culprit, effect, boot, layout, deviation, outliers, broken, still, seed);
  }

  SimulatedRegression withOutliers(double part) {
    return new SimulatedRegression(
        dag, culprit, effect, boot, layout, run, part, broken, still, seed);
  }

  SimulatedRegression withBroken(BitSet set) {
    return new SimulatedRegression(
        dag, culprit, effect, boot, layout, run, outliers, set, still, seed);
  }

  SimulatedRegression withStill(BitSet set) {
    return new SimulatedRegression(
        dag, culprit, effect, boot, layout, run, outliers, broken, set, seed);
  }

  boolean isBad(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> false;
      case Revision.Candidate(int index) -> culprit >= 0 && dag.ancestorsOf(index).get(culprit);
      case Revision.Revert(int reverted) -> culprit >= 0 && reverted != culprit;
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  /** The name of a revision's kernel. */
  String image(Revision revision) {
    return switch (revision) {
      case Revision.Good() -> "good";
      case Revision.Candidate(int index) -> {
        int at = index;
        while (at >= 0 && still.get(at) && dag.parentsOf(at).length < 2) {
          at = dag.parentsOf(at).length == 0 ? -1 : dag.parentsOf(at)[0];
        }
        yield at < 0 ? "good" : "c" + at;
      }
      case Revision.Revert(int reverted) -> "revert" + reverted;
      case Revision.CounterVariant other -> throw other.notOfASearch();
    };
  }

  boolean builds(Revision revision) {
    return !(revision instanceof Revision.Candidate(int index) && broken.get(index));
  }

  /** The values of a boot. */
  List<Double> measure(Revision revision, int machine, int number, int runs) {
    String image = image(revision);
    var random = new SplittableRandom(mix(seed, image.hashCode(), machine, number));
    var layoutRandom = new SplittableRandom(mix(seed, image.hashCode(), -1, -1));
    layoutRandom.nextLong();
    double level = 7 + 0.3 * machine + layout * layoutRandom.nextGaussian();
    level += isBad(revision) ? effect : 0;
    random.nextLong();
    level += boot * random.nextGaussian();
    if (random.nextDouble() < outliers) {
      level -= random.nextDouble() / 3;
    }
    var values = new ArrayList<Double>();
    for (int index = 0; index < runs; index++) {
      values.add(level + run * random.nextGaussian());
    }
    return values;
  }

  private static long mix(long... parts) {
    long mixed = 0;
    for (long part : parts) {
      mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
      mixed ^= mixed >>> 29;
    }
    return mixed;
  }
}
