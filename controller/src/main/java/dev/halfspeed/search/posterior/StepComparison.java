package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.observation.Observations;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Compares boots of two revisions that should differ by one culprit: a step of the size of the
 * effect, or of a good part of it, against none at all.
 */
final class StepComparison {
  /** What no model foresees; keeps one lucky boot from proving anything. */
  private static final double SURPRISE = 1e-4;

  private static final double SURPRISE_WIDTH = 0.3;

  private static final double[] SHARES = {1, 0.8, 0.6, 0.4};
  private static final double[] SHARE_WEIGHTS = {0.6, 0.15, 0.15, 0.1};

  private static final double NORMAL_95 = 1.959964;

  private final Observations observations;
  private final EffectBelief effect;
  private final NoiseBelief believed;
  private final List<WeightedScale> scales;

  /**
   * Prepares it.
   *
   * @param effect how large the step is
   * @param believed says on which machines it shows
   * @param scales the noise to use
   */
  StepComparison(
      Observations observations,
      EffectBelief effect,
      NoiseBelief believed,
      List<WeightedScale> scales) {
    this.observations = observations;
    this.effect = effect;
    this.believed = believed;
    this.scales = scales;
  }

  /**
   * Takes the mean of the noise over its scales. That layouts may fake a step was weighed by the
   * posterior that asked for the proof.
   */
  Judgement.StepTest step(Revision culprit, Revision parent) {
    return test(each -> difference(each, fresh(culprit, each), fresh(parent, each)));
  }

  /** The bad end less the same with a candidate taken back. */
  Judgement.StepTest revertStep(int candidate) {
    return test(each -> difference(each, badEnd(each), reverted(candidate, each)));
  }

  private Judgement.StepTest test(Function<WeightedScale, Difference> difference) {
    double mean = 0;
    double variance = 0;
    double known = 0;
    for (WeightedScale each : scales) {
      Difference seen = difference.apply(each);
      if (!Double.isInfinite(seen.variance())) {
        known += each.probability();
        mean += each.probability() * seen.mean();
        variance += each.probability() * seen.variance();
      }
    }
    if (known < 0.5) {
      return Judgement.StepTest.unknown();
    }
    mean /= known;
    variance /= known;
    double size = -effect.size();
    double surprise = SURPRISE * normal(mean, 0, SURPRISE_WIDTH * SURPRISE_WIDTH);
    double deviation = effect.deviation();
    double likely = 0;
    for (int share = 0; share < SHARES.length; share++) {
      likely +=
          SHARE_WEIGHTS[share]
              * normal(
                  mean,
                  SHARES[share] * size,
                  variance + SHARES[share] * SHARES[share] * deviation * deviation);
    }
    double half = NORMAL_95 * Math.sqrt(variance);
    return new Judgement.StepTest(
        Math.log((likely + surprise) / (normal(mean, 0, variance) + surprise)),
        new Effect(mean, mean - half, mean + half));
  }

  private static double normal(double x, double mean, double variance) {
    return Math.exp(-(x - mean) * (x - mean) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  }

  /** One side less the other. */
  private record Difference(double mean, double variance) {}

  /** Boots of one side, by machine: their weights and weighted values. */
  private static final class Side {
    private final double[] weights;
    private final double[] sums;
    private final BitSet images = new BitSet();

    Side(int machines) {
      weights = new double[machines];
      sums = new double[machines];
    }

    void add(int machine, int image, double weight, double value) {
      weights[machine] += weight;
      sums[machine] += weight * value;
      images.set(image);
    }
  }

  /** Compared on each machine, the machines weighted by what they can tell. */
  private Difference difference(WeightedScale noise, Side one, Side other) {
    double precision = 0;
    double sum = 0;
    for (int machine = 0; machine < one.weights.length; machine++) {
      // Which machines show the effect is the posterior's to say, whichever noise is used.
      if (believed.lacking(machine) < 0.5
          && one.weights[machine] > 0
          && other.weights[machine] > 0) {
        double weight = 1 / (1 / one.weights[machine] + 1 / other.weights[machine]);
        precision += weight;
        sum +=
            weight
                * (one.sums[machine] / one.weights[machine]
                    - other.sums[machine] / other.weights[machine]);
      }
    }
    if (precision == 0) {
      return new Difference(0, Double.POSITIVE_INFINITY);
    }
    // Without other layouts no number of boots tells a step from an image's layout. The posterior
    // has weighed that already when it asked for the proof.
    double layouts =
        observations.severalLayouts()
            ? noise.scale().layoutVariance()
                * (1.0 / one.images.cardinality() + 1.0 / other.images.cardinality())
            : 0;
    return new Difference(sum / precision, 1 / precision + layouts);
  }

  /** The proof's boots, outliers discounted. */
  private Side fresh(Revision revision, WeightedScale noise) {
    return side(boot -> boot.purpose() == Purpose.PROOF && boot.revision().equals(revision), noise);
  }

  /** All boots of the bad end. */
  private Side badEnd(WeightedScale noise) {
    return side(boot -> boot.revision().equals(observations.bad()), noise);
  }

  private Side side(Predicate<Observations.Boot> chosen, WeightedScale noise) {
    var side = new Side(observations.machines());
    var boots = observations.boots();
    for (int index = 0; index < boots.size(); index++) {
      var boot = boots.get(index);
      if (chosen.test(boot)) {
        boolean bad = noise.bad().get(boot.image());
        double trust = Math.max(1e-3, noise.model().trust(index, bad));
        side.add(
            boot.machine(),
            boot.image(),
            trust / noise.model().bootVariance(boot.machine(), boot.runs(), bad),
            boot.value());
      }
    }
    return side;
  }

  private Side reverted(int candidate, WeightedScale noise) {
    var side = new Side(observations.machines());
    for (Observations.Revertion revert : observations.revertsOf(candidate)) {
      side.add(
          revert.machine(),
          0,
          1 / noise.model().bootVariance(revert.machine(), revert.runs()),
          revert.value());
    }
    return side;
  }
}
