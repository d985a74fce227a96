package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.observation.Observations;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
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

  /** Keeps a boot that was disturbed for certain from having no weight at all. */
  private static final double LEAST_TRUST = 1e-3;

  private static final double[] SHARES = {1, 0.8, 0.6, 0.4};
  private static final double[] SHARE_WEIGHTS = {0.6, 0.15, 0.15, 0.1};

  /** Of a machine: one, or one before a change and one after it. */
  private static final int REGIMES = 2;

  private static final double NORMAL_95 = 1.959964;

  private final Observations observations;
  private final EffectBelief effect;
  private final NoiseBelief believed;
  private final List<WeightedScale> scales;

  /** By machine: whether it shows the effect, which is the posterior's to say for every noise. */
  private final boolean[] shows;

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
    shows = new boolean[observations.machines()];
    for (int machine = 0; machine < shows.length; machine++) {
      shows[machine] = believed.lacking(machine) < 0.5;
    }
  }

  /**
   * Takes the mean of the noise over its scales. That layouts may fake a step was weighed by the
   * posterior that asked for the proof.
   */
  Judgement.StepTest step(Revision culprit, Revision parent) {
    Judgement.StepTest means =
        test(each -> difference(each, fresh(culprit, each), fresh(parent, each)));
    return new Judgement.StepTest(means.logRatio() + scatter(culprit, parent), means.effect());
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

  /** Boots of one side, by what they can be compared at: their weights and weighted values. */
  private static final class Side {
    private final double[] weights;
    private final double[] sums;
    private final double[] counts;
    private final double[] squares;
    private final BitSet images = new BitSet();

    Side(int places) {
      weights = new double[places];
      sums = new double[places];
      counts = new double[places];
      squares = new double[places];
    }

    /**
     * Adds a boot.
     *
     * @param trust its weight, from 0 to 1, for what is suspected of it
     */
    void add(int place, int image, double trust, double variance, double value) {
      weights[place] += trust / variance;
      sums[place] += trust / variance * value;
      counts[place] += trust;
      squares[place] += trust / variance * value * value;
      images.set(image);
    }

    /** Degrees of freedom of the scatter. */
    double freedom(int place) {
      return Math.max(0, counts[place] - 1);
    }

    /** Sum of the squared distances from the mean, in variances of these boots. */
    double scatter(int place) {
      return Math.max(0, squares[place] - sums[place] * sums[place] / weights[place]);
    }
  }

  /**
   * What the scatter of the boots says for the step, in nats: where boots with the regression are
   * more or less noisy than others, for one side being as noisy as the one and the other as the
   * other, against both being like one of them, whichever fits better.
   */
  private double scatter(Revision culprit, Revision parent) {
    double sum = 0;
    for (WeightedScale each : believed.scales()) {
      double bad = each.scale().slowSide() * each.scale().slowSide();
      if (bad != 1 && isBad(culprit, each) && !isBad(parent, each)) {
        sum += each.probability() * scatter(fresh(culprit, each), fresh(parent, each), bad);
      }
    }
    return sum;
  }

  private boolean isBad(Revision revision, WeightedScale noise) {
    return observations.imagesOf(revision).stream().anyMatch(noise.bad()::get);
  }

  private static double scatter(Side with, Side without, double bad) {
    double bothGood = 0;
    double bothBad = 0;
    for (int place = 0; place < with.weights.length; place++) {
      if (with.weights[place] > 0 && without.weights[place] > 0) {
        // Log density with the variance that it should have, less that with the other one.
        bothGood += (with.scatter(place) * (bad - 1) - with.freedom(place) * Math.log(bad)) / 2;
        bothBad +=
            (without.scatter(place) * (1 / bad - 1) + without.freedom(place) * Math.log(bad)) / 2;
      }
    }
    return Math.min(bothGood, bothBad);
  }

  /**
   * Compared on each machine, and in each of its regimes, weighted by what they can tell. Boots on
   * both sides of a change tell nothing of each other.
   */
  private Difference difference(WeightedScale noise, Side one, Side other) {
    double precision = 0;
    double sum = 0;
    for (int place = 0; place < one.weights.length; place++) {
      if (shows[place / REGIMES] && one.weights[place] > 0 && other.weights[place] > 0) {
        double weight = 1 / (1 / one.weights[place] + 1 / other.weights[place]);
        precision += weight;
        sum +=
            weight
                * (one.sums[place] / one.weights[place] - other.sums[place] / other.weights[place]);
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
    var side = new Side(REGIMES * observations.machines());
    var boots = observations.boots();
    boolean areMostTrusted = areMostTrusted(chosen, noise);
    for (int index = 0; index < boots.size(); index++) {
      var boot = boots.get(index);
      if (chosen.test(boot)) {
        boolean bad = noise.bad().get(boot.image());
        double trust = areMostTrusted ? Math.max(LEAST_TRUST, noise.model().trust(index, bad)) : 1;
        side.add(
            place(boot.machine(), boot.turn(), noise),
            boot.image(),
            trust,
            noise.model().bootVariance(boot.machine(), boot.runs(), bad),
            boot.value());
      }
    }
    return side;
  }

  /**
   * Whether half of a side's boots at least are none that something disturbed. Otherwise it is the
   * judgement that has them at the wrong level, and no reason to disregard what they measured.
   */
  private boolean areMostTrusted(Predicate<Observations.Boot> chosen, WeightedScale noise) {
    int trusted = 0;
    int count = 0;
    var boots = observations.boots();
    for (int index = 0; index < boots.size(); index++) {
      if (chosen.test(boots.get(index))) {
        boolean bad = noise.bad().get(boots.get(index).image());
        trusted += noise.model().trust(index, bad) >= 0.5 ? 1 : 0;
        count++;
      }
    }
    return 2 * trusted >= count;
  }

  private static int place(int machine, int turn, WeightedScale noise) {
    OptionalInt change = noise.model().levels().changeOf(machine);
    return REGIMES * machine + (change.isPresent() && turn >= change.getAsInt() ? 1 : 0);
  }

  private Side reverted(int candidate, WeightedScale noise) {
    var side = new Side(REGIMES * observations.machines());
    for (Observations.Revertion revert : observations.revertsOf(candidate)) {
      side.add(
          // A revert is booted at the end, when a change of regime has long been seen.
          place(revert.machine(), Integer.MAX_VALUE, noise),
          0,
          1,
          noise.model().bootVariance(revert.machine(), revert.runs()),
          revert.value());
    }
    return side;
  }
}
