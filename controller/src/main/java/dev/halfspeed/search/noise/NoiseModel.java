package dev.halfspeed.search.noise;

import dev.halfspeed.search.Revision;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.observation.BootTable;
import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The observation model at one noise scale: level of the machine + steps of known culprits + effect
 * where bad + layout of the image + noise of the boot, with levels, steps and effect Gaussian and
 * integrated out in closed form.
 *
 * <p>One boot in fifty or so may be an outlier, far wider than the noise. Which ones is found by
 * iterating between levels and responsibilities; given those, the evidence is the usual variational
 * lower bound, equal to the true evidence where no boot is in doubt.
 */
public final class NoiseModel {
  private static final double USUAL_EFFECT = -0.1;
  private static final double EFFECT_PRIOR = 0.5;

  private static final int ROUNDS = 3;

  /** Where the likelihood of a boot is no parabola, it is fitted anew so many times. */
  private static final int ROUNDS_WHERE_ROUNDED = 5;

  /** A change of so many standard deviations between boots is huge. */
  private static final double HUGE = 50;

  private final Observations observations;
  private final EarlierFits earlier;
  private final NoiseScale scale;
  private final Levels levels;
  private final int columns;
  private final int images;
  private final boolean layouts;
  private final double layoutPrecision;
  private final NormalEquations.LevelPrior prior;

  private final BootTable boots;
  private final int[] imageOf;
  private final int[] machineOf;
  private final int[] levelOf;
  private final double[] values;
  private final BootNoise noise;

  /** 1 where the effect shows on the machine of a boot, otherwise 0. */
  private final double[] shows;

  /** Columns of known steps that an image contains. */
  private final int[][] stepsOf;

  /** What each image adds to the normal equations, by state. */
  private final ImagePart[][] parts;

  /** The same where nothing is bad; those of above but where the values are coarse. */
  private ImagePart[] nothing;

  /** Whether the steps of rounded values are large against the noise. */
  private final boolean isCoarse;

  /** The images that are bad at the levels that fit best. */
  private final BitSet likelyBad = new BitSet();

  /**
   * Fits the outliers.
   *
   * @param earlier what earlier campaigns say of the same machines
   * @param regimes where the levels of machines change for good
   * @param vagueness standard deviation of the level of all machines
   */
  public NoiseModel(
      Observations observations,
      EarlierFits earlier,
      NoiseScale scale,
      Regimes regimes,
      List<Integer> knownCulprits,
      Ancestry ancestry,
      double vagueness) {
    this.observations = observations;
    this.earlier = earlier;
    this.scale = scale;
    levels = new Levels(observations, scale.drift() > 0, regimes, knownCulprits);
    columns = levels.columns();
    images = observations.images();
    layouts = scale.layout() > 0;
    layoutPrecision = layouts ? 1 / scale.layoutVariance() : Double.POSITIVE_INFINITY;
    prior = NormalEquations.LevelPrior.of(levels.prior(scale, vagueness));
    boots = observations.table();
    imageOf = boots.imageOf();
    machineOf = boots.machineOf();
    values = boots.values();
    int count = values.length;
    levelOf = new int[count];
    shows = new double[count];
    double[] variances = new double[count];
    double[] roundings = new double[count];
    boolean[] showsAt = new boolean[columns];
    for (int boot = 0; boot < count; boot++) {
      var seen = observations.boots().get(boot);
      levelOf[boot] = levels.of(seen);
      variances[boot] = scale.unroundedVariance(seen.runs());
      roundings[boot] = scale.roundingVariance(seen.runs());
      showsAt[levelOf[boot]] = seen.machine() != scale.lacking();
      shows[boot] = showsAt[levelOf[boot]] ? 1 : 0;
    }
    stepsOf = new int[images][];
    for (int image = 0; image < images; image++) {
      stepsOf[image] = steps(image, ancestry);
    }
    noise =
        new BootNoise(
            machineOf,
            variances,
            roundings,
            boots.steps(),
            scale.varianceFactor(1),
            observations.machines(),
            scale.outliers(),
            observations.worseIsLess());
    parts = new ImagePart[2][images];
    isCoarse =
        RoundedLikelihood.matters(
            observations.step(), scale.boot() * Math.min(1, Math.sqrt(scale.varianceFactor(1))));
    nothing = parts[0];
    fit(
        new ImageParts(boots, noise, levelOf, showsAt, stepsOf, layoutPrecision),
        firstSteps(ancestry));
  }

  /**
   * What each known culprit seems to change where that is huge: its own boots against those of its
   * parents, which proved it. A fit that began without it would take these boots for outliers, and
   * what the culprit did for the work of another; 0 where the fit finds the way by itself.
   */
  private double[] firstSteps(Ancestry ancestry) {
    double[] first = new double[levels.steps().size()];
    for (int step = 0; step < first.length; step++) {
      int culprit = levels.steps().get(step);
      OptionalDouble own = change(culprit);
      int[] parents = ancestry.parentsOf(culprit);
      OptionalDouble before =
          parents.length == 0
              ? OptionalDouble.of(0)
              : Arrays.stream(parents)
                  .mapToObj(this::change)
                  .flatMapToDouble(OptionalDouble::stream)
                  .average();
      if (own.isPresent() && before.isPresent()) {
        double change = own.getAsDouble() - before.getAsDouble();
        first[step] = Math.abs(change) > HUGE * scale.boot() ? change : 0;
      }
    }
    return first;
  }

  /** How far the boots of a commit lie from the good end; empty where one of them has none. */
  private OptionalDouble change(int candidate) {
    if (candidate == Ancestry.GOOD) {
      return OptionalDouble.of(0);
    }
    // An image may have been booted first as that of another commit, so its stand does not tell.
    List<Integer> own = observations.imagesOf(new Revision.Candidate(candidate));
    double[] good = boots.goodMedians();
    double[] changes =
        IntStream.range(0, values.length)
            .filter(boot -> own.contains(imageOf[boot]) && !Double.isNaN(good[machineOf[boot]]))
            .mapToDouble(boot -> values[boot] - good[machineOf[boot]])
            .sorted()
            .toArray();
    return changes.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(changes[changes.length / 2]);
  }

  private int[] steps(int image, Ancestry ancestry) {
    int stand = observations.standOf(image);
    int[] found = new int[levels.steps().size()];
    int size = 0;
    for (int step = 0; step < found.length; step++) {
      int culprit = levels.steps().get(step);
      if (stand != Ancestry.GOOD
          && ancestry.contains(stand, culprit)
          && !observations.isTakenBack(image, culprit)) {
        found[size++] = levels.levels() + step;
      }
    }
    return Arrays.copyOf(found, size);
  }

  private void fit(ImageParts maker, double[] firstSteps) {
    double[] solution = firstLevels();
    for (int step = 0; step < firstSteps.length; step++) {
      solution[levels.levels() + step] = firstSteps[step];
      // What the ends differ by is the work of all culprits.
      solution[columns] -= firstSteps[step];
    }
    double[] bad = new double[images];
    int rounds = isCoarse ? ROUNDS_WHERE_ROUNDED : ROUNDS;
    for (int round = 0; ; round++) {
      hold(solution);
      accumulate(maker, round == rounds - 1);
      if (round == rounds - 1) {
        if (isCoarse) {
          fitNothing(maker);
          hold(solution);
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
        hold(solution);
        accumulate(maker, false);
        believe(solution, bad);
      }
      for (int image = 0; image < images; image++) {
        likelyBad.set(image, bad[image] > 0.5);
      }
      solution = solve(bad);
    }
  }

  /** Without a regression the levels are elsewhere, and parabolas fit only near the levels. */
  private void fitNothing(ImageParts maker) {
    nothing = parts[0].clone();
    for (int round = 1; round < ROUNDS; round++) {
      var sum = new NormalEquations(prior);
      for (ImagePart part : nothing) {
        sum.add(part, 0, 1);
      }
      hold(0, sum.solve(USUAL_EFFECT, EFFECT_PRIOR));
      for (int image = 0; image < images; image++) {
        nothing[image] = maker.of(0, image, true);
      }
    }
  }

  private double[] byBoot(double[] bad) {
    double[] each = new double[values.length];
    for (int boot = 0; boot < each.length; boot++) {
      each[boot] = bad[imageOf[boot]];
    }
    return each;
  }

  /** What the ends seem to give on each machine; last is the effect. */
  private double[] firstLevels() {
    int machines = observations.machines();
    double[] good = scale.isBusy() ? boots.goodUndisturbed() : boots.goodMedians();
    double[] bad = scale.isBusy() ? boots.badUndisturbed() : boots.badMedians();
    double effect = 0;
    int both = 0;
    for (int machine = 0; machine < machines; machine++) {
      if (machine != scale.lacking()
          && !Double.isNaN(good[machine])
          && !Double.isNaN(bad[machine])) {
        effect += bad[machine] - good[machine];
        both++;
      }
    }
    double anyGood = mean(good);
    double anyBad = mean(bad);
    double[] solution = new double[columns + 1];
    if (both > 0) {
      solution[columns] = effect / both;
    } else {
      solution[columns] =
          Double.isNaN(anyGood) || Double.isNaN(anyBad) ? USUAL_EFFECT : anyBad - anyGood;
    }
    for (int boot = 0; boot < values.length; boot++) {
      int machine = machineOf[boot];
      double level;
      if (!Double.isNaN(good[machine])) {
        level = good[machine];
      } else if (!Double.isNaN(bad[machine])) {
        level = bad[machine] - shows[boot] * solution[columns];
      } else if (!Double.isNaN(anyGood)) {
        level = anyGood;
      } else {
        level = Double.isNaN(anyBad) ? 0 : anyBad - solution[columns];
      }
      solution[levelOf[boot]] = level;
    }
    return solution;
  }

  private static double mean(double[] medians) {
    return Arrays.stream(medians).filter(each -> !Double.isNaN(each)).average().orElse(Double.NaN);
  }

  /** What is left of a boot when levels, steps and effect are taken off. */
  private double rest(int boot, int state, double[] solution) {
    double rest = values[boot] - solution[levelOf[boot]] - state * shows[boot] * solution[columns];
    if (shows[boot] > 0) {
      for (int step : stepsOf[imageOf[boot]]) {
        rest -= solution[step];
      }
    }
    return rest;
  }

  /** E-step: outlier responsibilities given the levels; the layout of each image is fitted too. */
  private void hold(double[] solution) {
    hold(0, solution);
    hold(1, solution);
  }

  private void hold(int state, double[] solution) {
    double[] layout = layouts ? layouts(solution, state) : new double[images];
    for (int boot = 0; boot < values.length; boot++) {
      if (state == 1 && isGood(imageOf[boot])) {
        continue;
      }
      noise.judge(state, boot, rest(boot, state, solution) - layout[imageOf[boot]]);
    }
  }

  private double[] layouts(double[] solution, int state) {
    double[] weight = new double[images];
    double[] sum = new double[images];
    for (int boot = 0; boot < values.length; boot++) {
      double known = noise.precision(state, boot);
      weight[imageOf[boot]] += known;
      sum[imageOf[boot]] += known * (rest(boot, state, solution) + noise.pull(state, boot));
    }
    for (int image = 0; image < images; image++) {
      sum[image] /= layoutPrecision + weight[image];
    }
    return sum;
  }

  private void compareMachines(double[] solution, double[] bad) {
    double[] squares = new double[observations.machines()];
    double[] counts = new double[observations.machines()];
    for (int boot = 0; boot < values.length; boot++) {
      double chance = bad[imageOf[boot]];
      for (int state = 0; state < 2; state++) {
        double variance = noise.variance(state, boot) + scale.layoutVariance();
        double share = (state == 1 ? chance : 1 - chance) * (1 - noise.outlier(state, boot));
        double rest = rest(boot, state, solution);
        squares[machineOf[boot]] += share * rest * rest / variance;
        counts[machineOf[boot]] += share;
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
        SeriesFit fit = earlier.of(series, this);
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
  private void accumulate(ImageParts maker, boolean last) {
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

  /** Levels and effect that fit best while each image is as bad as believed. */
  private double[] solve(double[] bad) {
    var sum = new NormalEquations(prior);
    for (int image = 0; image < images; image++) {
      sum.add(parts[0][image], 0, 1 - bad[image]);
      sum.add(parts[1][image], 1, bad[image]);
    }
    return sum.solve(USUAL_EFFECT, EFFECT_PRIOR);
  }

  /** The evidence without a regression, the levels integrated out. */
  public NormalEquations.Fit fitNothing() {
    var sum = new NormalEquations(prior);
    for (ImagePart part : nothing) {
      sum.add(part, 0, 1);
    }
    return sum.fit();
  }

  /** The evidence with these images bad, the levels integrated out. */
  public NormalEquations.Fit fit(BitSet bad) {
    var sum = new NormalEquations(prior);
    for (int image = 0; image < images; image++) {
      int state = bad.get(image) ? 1 : 0;
      sum.add(parts[state][image], state, 1);
    }
    return sum.fit();
  }

  /**
   * The evidence for each cell of a partition, whose points are these images' stands.
   *
   * @param pointOf the point of each image
   */
  public NormalEquations.Fit[] fits(Partition partition, int[] pointOf) {
    var fits = new NormalEquations.Fit[partition.size()];
    int[][] imagesOf = imagesOf(pointOf, partition.points());
    var sum = new NormalEquations(prior);
    var before = new BitSet();
    for (int image = 0; image < images; image++) {
      sum.add(parts[0][image], 0, 1);
    }
    for (int cell : partition.order()) {
      BitSet signature = partition.cell(cell).signature();
      var changed = (BitSet) before.clone();
      changed.xor(signature);
      for (int point = changed.nextSetBit(0); point >= 0; point = changed.nextSetBit(point + 1)) {
        int now = signature.get(point) ? 1 : 0;
        for (int image : imagesOf[point]) {
          sum.add(parts[1 - now][image], 1 - now, -1);
          sum.add(parts[now][image], now, 1);
        }
      }
      before = signature;
      fits[cell] = sum.fit();
    }
    return fits;
  }

  private int[][] imagesOf(int[] pointOf, int points) {
    int[][] imagesOf = new int[points][0];
    for (int image = 0; image < images; image++) {
      if (pointOf[image] >= 0 && observations.bootsOfImage(image) > 0) {
        int[] list = imagesOf[pointOf[image]];
        imagesOf[pointOf[image]] = Arrays.copyOf(list, list.length + 1);
        imagesOf[pointOf[image]][list.length] = image;
      }
    }
    return imagesOf;
  }

  /** Roughly the best log evidence that any hypothesis has at this scale, in nats. */
  double promise(EffectPrior effects) {
    NormalEquations.Fit fit = fit(likelyBad);
    return Math.max(fitNothing().log(), fit.log() + effects.logIntegral(fit.s(), fit.t(), 1));
  }

  public NoiseScale scale() {
    return scale;
  }

  public Levels levels() {
    return levels;
  }

  /** The weight that a boot has left after what is suspected of it, from 0 to 1. */
  public double trust(int boot, boolean bad) {
    return 1 - noise.outlier(bad ? 1 : 0, boot);
  }

  /** How much noisier than the others a machine is, as a variance. */
  double factor(int machine) {
    return noise.factor(machine);
  }

  /** Variance of a boot of that many runs on a machine, its image given, by the image's state. */
  public double bootVariance(int machine, int runs, boolean bad) {
    return scale.unroundedVariance(runs) * noise.factor(machine) * scale.varianceFactor(bad ? 1 : 0)
        + scale.roundingVariance(runs);
  }

  /** The same where it is not known whether the image is bad: the mean of both. */
  public double bootVariance(int machine, int runs) {
    return scale.meanBootVariance(runs) * noise.factor(machine);
  }
}
