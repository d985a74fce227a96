package dev.halfspeed.search.noise;

import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.BootTable;
import dev.halfspeed.search.observation.Observations;
import java.util.BitSet;

/**
 * Finds which boots are outliers at one noise scale, by iterating between levels and
 * responsibilities, and what each image adds to the normal equations then. The evidence of these is
 * a lower bound (C. Bishop, Pattern Recognition and Machine Learning, 2006, 10.1).
 */
final class VariationalFit {
  private static final double EFFECT_PRIOR = 0.5;

  private static final int ROUNDS = 3;

  /** Where the likelihood of a boot is no parabola, it is fitted anew so many times. */
  private static final int ROUNDS_WHERE_ROUNDED = 5;

  private final Observations observations;
  private final EarlierFits earlier;
  private final NoiseScale scale;
  private final Design design;
  private final BootNoise noise;
  private final NormalEquations.LevelPrior prior;
  private final int images;
  private final double layoutPrecision;
  private final BootTable boots;
  private final ImageParts maker;

  /** What each image adds to the normal equations, by state. */
  private final ImagePart[][] parts;

  /** The same where nothing is bad; those of above but where the values are coarse. */
  private ImagePart[] nothing;

  /** The images that are bad at the levels that fit best. */
  private final BitSet likelyBad = new BitSet();

  /**
   * Fits.
   *
   * @param noise of the boots; judges them at the end
   * @param first levels, steps and effect to begin with
   */
  VariationalFit(
      Observations observations,
      EarlierFits earlier,
      NoiseScale scale,
      Design design,
      BootNoise noise,
      NormalEquations.LevelPrior prior,
      double[] first) {
    this.observations = observations;
    this.earlier = earlier;
    this.scale = scale;
    this.design = design;
    this.noise = noise;
    this.prior = prior;
    images = observations.images();
    layoutPrecision = hasLayouts() ? 1 / scale.layoutVariance() : Double.POSITIVE_INFINITY;
    boots = observations.table();
    maker = new ImageParts(boots, noise, design, layoutPrecision);
    parts = new ImagePart[2][images];
    nothing = parts[0];
    fit(first);
  }

  private boolean hasLayouts() {
    return scale.layout() > 0;
  }

  /** Whether the steps of rounded values are large against the noise. */
  private boolean isCoarse() {
    return RoundedLikelihood.matters(
        observations.step(), scale.boot() * Math.min(1, Math.sqrt(scale.varianceFactor(1))));
  }

  private void fit(double[] first) {
    double[] solution = first;
    double[] bad = new double[images];
    boolean isCoarse = isCoarse();
    int rounds = isCoarse ? ROUNDS_WHERE_ROUNDED : ROUNDS;
    for (int round = 0; ; round++) {
      judge(solution);
      accumulate(round == rounds - 1);
      if (round == rounds - 1) {
        if (isCoarse) {
          fitNothing();
          judge(solution);
        }
        return;
      }
      believe(solution, bad);
      if (round == 0 && (observations.machines() > 1 || scale.isBusy())) {
        if (observations.machines() > 1) {
          compareMachines(solution, bad);
        }
        if (scale.isBusy()) {
          noise.expectBursts(byBoot(bad));
        }
        judge(solution);
        accumulate(false);
        believe(solution, bad);
      }
      for (int image = 0; image < images; image++) {
        likelyBad.set(image, bad[image] > 0.5);
      }
      solution = solve(bad);
    }
  }

  /** Without a regression the levels are elsewhere, and parabolas fit only near the levels. */
  private void fitNothing() {
    nothing = parts[0].clone();
    for (int round = 1; round < ROUNDS; round++) {
      var sum = new NormalEquations(prior);
      for (ImagePart part : nothing) {
        sum.add(part, 0, 1);
      }
      judge(0, sum.solve(FirstGuess.USUAL_EFFECT, EFFECT_PRIOR));
      for (int image = 0; image < images; image++) {
        nothing[image] = maker.of(0, image, true);
      }
    }
  }

  private double[] byBoot(double[] bad) {
    double[] each = new double[boots.values().length];
    for (int boot = 0; boot < each.length; boot++) {
      each[boot] = bad[boots.imageOf()[boot]];
    }
    return each;
  }

  /** E-step: outlier responsibilities given the levels; the layout of each image is fitted too. */
  private void judge(double[] solution) {
    judge(0, solution);
    judge(1, solution);
  }

  private void judge(int state, double[] solution) {
    int[] imageOf = boots.imageOf();
    double[] layout = hasLayouts() ? layouts(solution, state) : new double[images];
    for (int boot = 0; boot < imageOf.length; boot++) {
      if (state == 1 && isGood(imageOf[boot])) {
        continue;
      }
      noise.judge(state, boot, design.residual(boot, state, solution) - layout[imageOf[boot]]);
    }
  }

  private double[] layouts(double[] solution, int state) {
    int[] imageOf = boots.imageOf();
    double[] weight = new double[images];
    double[] sum = new double[images];
    for (int boot = 0; boot < imageOf.length; boot++) {
      double known = noise.precision(state, boot);
      weight[imageOf[boot]] += known;
      sum[imageOf[boot]] +=
          known * (design.residual(boot, state, solution) + noise.pull(state, boot));
    }
    for (int image = 0; image < images; image++) {
      sum[image] /= layoutPrecision + weight[image];
    }
    return sum;
  }

  private void compareMachines(double[] solution, double[] bad) {
    double[] squares = new double[observations.machines()];
    double[] counts = new double[observations.machines()];
    for (int boot = 0; boot < boots.values().length; boot++) {
      double chance = bad[boots.imageOf()[boot]];
      int machine = boots.machineOf()[boot];
      for (int state = 0; state < 2; state++) {
        double variance = noise.variance(state, boot) + scale.layoutVariance();
        double share = (state == 1 ? chance : 1 - chance) * (1 - noise.outlier(state, boot));
        double rest = design.residual(boot, state, solution);
        squares[machine] += share * rest * rest / variance;
        counts[machine] += share;
      }
    }
    addEarlier(squares, counts);
    noise.compareMachines(squares, counts);
  }

  /** What earlier campaigns tell of the machines: each series is measured from its own mean. */
  private void addEarlier(double[] squares, double[] counts) {
    for (int series = 0; series < observations.earlier().size(); series++) {
      int machine = observations.earlier().get(series).machine();
      if (machine < squares.length) {
        SeriesFit fit = earlier.of(series, scale, noise.factor(machine));
        squares[machine] += fit.squares();
        counts[machine] += fit.count();
      }
    }
  }

  /**
   * Computes what each image adds, in the states that can matter. A good image is never bad. Before
   * the last round the bad end is bad only, and log evidence is needed only for images whose state
   * is open.
   */
  private void accumulate(boolean last) {
    for (int image = 0; image < images; image++) {
      boolean isBad = isBadEnd(image);
      boolean isOpen = last || !(isGood(image) || isBad);
      if (last || !isBad) {
        parts[0][image] = maker.of(0, image, isOpen);
      }
      if (!isGood(image)) {
        parts[1][image] = maker.of(1, image, isOpen);
      }
    }
  }

  private boolean isGood(int image) {
    return observations.standOf(image) == Ancestry.GOOD;
  }

  private boolean isBadEnd(int image) {
    return observations.isOfBadEnd(image);
  }

  /** Probability that each image is bad, given the levels. */
  private void believe(double[] solution, double[] bad) {
    for (int image = 0; image < images; image++) {
      if (isGood(image)) {
        bad[image] = 0;
      } else if (isBadEnd(image)) {
        bad[image] = 1;
      } else {
        double odds =
            parts[1][image].logLikelihood(1, solution) - parts[0][image].logLikelihood(0, solution);
        bad[image] = 1 / (1 + Math.exp(-odds));
      }
    }
  }

  /** M-step: levels and effect that fit best while each image is as bad as believed. */
  private double[] solve(double[] bad) {
    var sum = new NormalEquations(prior);
    for (int image = 0; image < images; image++) {
      sum.add(parts[0][image], 0, 1 - bad[image]);
      sum.add(parts[1][image], 1, bad[image]);
    }
    return sum.solve(FirstGuess.USUAL_EFFECT, EFFECT_PRIOR);
  }

  /** What an image adds to the normal equations; one that is good has no part for the state 1. */
  ImagePart part(int state, int image) {
    return parts[state][image];
  }

  /** What it adds where nothing is bad. */
  ImagePart partOfNothing(int image) {
    return nothing[image];
  }

  /** The images that are bad at the levels that fit best. */
  BitSet likelyBad() {
    return likelyBad;
  }
}
