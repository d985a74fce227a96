package dev.halfspeed.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The observation model at one noise scale: level of the machine + steps of known culprits + effect
 * where bad + layout of the image + noise of the boot, with levels, steps and effect Gaussian and
 * integrated out in closed form.
 *
 * <p>One boot in fifty may be an outlier, far wider than the noise. Which ones is found by
 * iterating between levels and responsibilities; given those, the evidence is the usual variational
 * lower bound, equal to the true evidence where no boot is in doubt.
 */
final class NoiseModel {
  /** Part of the boots that something disturbed. */
  static final double OUTLIERS = 0.02;

  /** An outlier is that many times as wide as the noise, and at least as {@link #OUTLIER_FLOOR}. */
  static final double OUTLIER_WIDTH = 6;

  static final double OUTLIER_FLOOR = 0.1;

  private static final double USUAL_EFFECT = -0.1;
  private static final double EFFECT_PRIOR = 0.5;

  /** As if so many boots had shown that a machine is as noisy as the others. */
  private static final double ALIKE = 10;

  private static final int ROUNDS = 3;

  /** Log odds below which a boot is no outlier. */
  private static final double SURELY_NOT = -7;

  private final Observations observations;
  private final NoiseScale scale;
  private final Levels levels;
  private final int columns;
  private final int images;
  private final boolean layouts;
  private final double layoutPrecision;
  private final double[][] priorPrecision;
  private final double logPriorVolume;
  private final double logOutliers;
  private final double logOthers;

  private final BootTable boots;
  private final int[] imageOf;
  private final int[] machineOf;
  private final int[] levelOf;
  private final double[] values;
  private final double[] variances;
  private final double[] inPrecision;
  private final double[] outPrecision;

  /** Log of the weight and height of the noise, and of the outliers, at each boot. */
  private final double[] inLog;

  private final double[] outLog;
  private final double[] factors;

  /** 1 where the effect shows on the machine of a boot, otherwise 0. */
  private final double[] shows;

  /** Whether the effect shows on the machine of a level. */
  private final boolean[] showsAt;

  /** Columns of known steps that an image contains. */
  private final int[][] stepsOf;

  /** Responsibility of the outlier for each boot, by state of its image. */
  private final double[][] outlier;

  private final double[][] precision;

  /** What each image adds to the normal equations, by state. */
  private final Part[][] parts;

  /**
   * The last weight that {@link #layoutVolume} was asked for, and its answer: where no boot is in
   * doubt, both states of an image have the same, and the logarithm is dear.
   */
  private double lastWeight = Double.NaN;

  private double lastVolume;

  /** The images that are bad at the levels that fit best. */
  private final BitSet likelyBad = new BitSet();

  /** What an image adds that was never booted. */
  private static final Part NOTHING = new Part();

  /** What one image adds in one state. */
  private static final class Part {
    private int[] at = new int[0];
    private double[][] matrix = new double[0][];
    private double[] right = new double[0];
    private double[] coupling = new double[0];
    private double s;
    private double t;
    private double log;
    private double square;
  }

  /**
   * Fits the outliers.
   *
   * @param vagueness standard deviation of the level of all machines
   */
  NoiseModel(
      Observations observations,
      NoiseScale scale,
      List<Integer> knownCulprits,
      Ancestry ancestry,
      double vagueness,
      double outliers) {
    this.observations = observations;
    this.scale = scale;
    logOutliers = Math.log(outliers);
    logOthers = Math.log1p(-outliers);
    levels = new Levels(observations, scale.drift() > 0, knownCulprits);
    columns = levels.columns();
    images = observations.images();
    layouts = scale.layout() > 0;
    layoutPrecision = layouts ? 1 / scale.layoutVariance() : Double.POSITIVE_INFINITY;
    var prior = new SymmetricSolver(levels.prior(scale, vagueness));
    priorPrecision = prior.inverse();
    logPriorVolume = prior.logDeterminant();
    boots = observations.table();
    imageOf = boots.imageOf();
    machineOf = boots.machineOf();
    values = boots.values();
    int count = values.length;
    levelOf = new int[count];
    variances = new double[count];
    inPrecision = new double[count];
    outPrecision = new double[count];
    inLog = new double[count];
    outLog = new double[count];
    shows = new double[count];
    showsAt = new boolean[columns];
    factors = new double[observations.machines()];
    Arrays.fill(factors, 1);
    outlier = new double[2][count];
    precision = new double[2][count];
    for (int boot = 0; boot < count; boot++) {
      var seen = observations.boots().get(boot);
      levelOf[boot] = levels.of(seen);
      variances[boot] = scale.bootVariance(seen.runs());
      showsAt[levelOf[boot]] = seen.machine() != scale.lacking();
      shows[boot] = showsAt[levelOf[boot]] ? 1 : 0;
    }
    stepsOf = new int[images][];
    for (int image = 0; image < images; image++) {
      stepsOf[image] = steps(image, ancestry);
    }
    parts = new Part[2][images];
    fit();
  }

  private int[] steps(int image, Ancestry ancestry) {
    int stand = observations.standOf(image);
    int[] found = new int[levels.steps().size()];
    int size = 0;
    for (int step = 0; step < found.length; step++) {
      int culprit = levels.steps().get(step);
      if (stand != Observations.GOOD
          && ancestry.contains(stand, culprit)
          && !observations.isTakenBack(image, culprit)) {
        found[size++] = levels.levels() + step;
      }
    }
    return Arrays.copyOf(found, size);
  }

  private void fit() {
    weigh();
    double[] solution = firstLevels();
    double[] bad = new double[images];
    for (int round = 0; ; round++) {
      hold(solution);
      accumulate(round == ROUNDS - 1);
      if (round == ROUNDS - 1) {
        return;
      }
      believe(solution, bad);
      if (round == 0 && factors.length > 1) {
        compareMachines(solution, bad);
        weigh();
        hold(solution);
        accumulate(false);
      }
      for (int image = 0; image < images; image++) {
        likelyBad.set(image, bad[image] > 0.5);
      }
      solution = solve(bad);
    }
  }

  /** Medians of the ends on each machine; last is the effect. */
  private double[] firstLevels() {
    int machines = observations.machines();
    double[] good = boots.goodMedians();
    double[] bad = boots.badMedians();
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
    for (int step : stepsOf[imageOf[boot]]) {
      rest -= solution[step];
    }
    return rest;
  }

  /** What the noise of each boot is, given how noisy its machine is. */
  private void weigh() {
    int[] before = new int[factors.length];
    Arrays.fill(before, -1);
    for (int boot = 0; boot < values.length; boot++) {
      int like = before[machineOf[boot]];
      before[machineOf[boot]] = boot;
      if (like >= 0 && variances[like] == variances[boot]) {
        // As most are: with as many runs as the one before it on its machine.
        inPrecision[boot] = inPrecision[like];
        outPrecision[boot] = outPrecision[like];
        inLog[boot] = inLog[like];
        outLog[boot] = outLog[like];
        continue;
      }
      double variance = variances[boot] * factors[machineOf[boot]];
      inPrecision[boot] = 1 / variance;
      outPrecision[boot] = 1 / wide(variance);
      inLog[boot] = logOthers + Math.log(inPrecision[boot]) / 2;
      outLog[boot] = logOutliers + Math.log(outPrecision[boot]) / 2;
    }
  }

  /** Finds the outliers' responsibilities at these levels, the layout of each image fitted too. */
  private void hold(double[] solution) {
    for (int state = 0; state < 2; state++) {
      double[] layout = layouts ? layouts(solution, state) : new double[images];
      for (int boot = 0; boot < values.length; boot++) {
        if (state == 1 && isGood(imageOf[boot])) {
          continue;
        }
        double rest = rest(boot, state, solution) - layout[imageOf[boot]];
        double logOdds =
            outLog[boot] - inLog[boot] + rest * rest * (inPrecision[boot] - outPrecision[boot]) / 2;
        double out = logOdds < SURELY_NOT ? 0 : 1 / (1 + Math.exp(-logOdds));
        outlier[state][boot] = out;
        precision[state][boot] = (1 - out) * inPrecision[boot] + out * outPrecision[boot];
      }
    }
  }

  private static double wide(double variance) {
    return OUTLIER_WIDTH * OUTLIER_WIDTH * variance + OUTLIER_FLOOR * OUTLIER_FLOOR;
  }

  private double[] layouts(double[] solution, int state) {
    double[] weight = new double[images];
    double[] sum = new double[images];
    for (int boot = 0; boot < values.length; boot++) {
      double known = precision[state][boot] > 0 ? precision[state][boot] : inPrecision[boot];
      weight[imageOf[boot]] += known;
      sum[imageOf[boot]] += known * rest(boot, state, solution);
    }
    for (int image = 0; image < images; image++) {
      sum[image] /= layoutPrecision + weight[image];
    }
    return sum;
  }

  /** How much noisier than the others each machine is; the geometric mean over machines is 1. */
  private void compareMachines(double[] solution, double[] bad) {
    double[] squares = new double[factors.length];
    double[] counts = new double[factors.length];
    for (int boot = 0; boot < values.length; boot++) {
      double chance = bad[imageOf[boot]];
      double variance = variances[boot] + scale.layoutVariance();
      for (int state = 0; state < 2; state++) {
        double share = (state == 1 ? chance : 1 - chance) * (1 - outlier[state][boot]);
        double rest = rest(boot, state, solution);
        squares[machineOf[boot]] += share * rest * rest / variance;
        counts[machineOf[boot]] += share;
      }
    }
    double mean = 0;
    for (int machine = 0; machine < factors.length; machine++) {
      double excess = squares[machine] / Math.max(counts[machine], 1e-9);
      double others = 0;
      double number = 0;
      for (int other = 0; other < factors.length; other++) {
        others += squares[other];
        number += counts[other];
      }
      double usual = Math.max(others / Math.max(number, 1e-9), 1e-9);
      factors[machine] = (ALIKE + counts[machine] * excess / usual) / (ALIKE + counts[machine]);
      mean += Math.log(factors[machine]) / factors.length;
    }
    for (int machine = 0; machine < factors.length; machine++) {
      factors[machine] = Math.clamp(factors[machine] / Math.exp(mean), 0.1, 25);
    }
  }

  /**
   * Works out what images add, where that is asked for: a good image is never looked at as a bad
   * one, and until the last round the ends are what they are, and of the others it is asked which.
   */
  private void accumulate(boolean last) {
    double[] weights = new double[columns];
    double[] sums = new double[columns];
    for (int image = 0; image < images; image++) {
      boolean isBad = isBadEnd(image);
      boolean isOpen = last || !(isGood(image) || isBad);
      if (last || !isBad) {
        parts[0][image] = part(0, image, isOpen, weights, sums);
      }
      if (!isGood(image)) {
        parts[1][image] = part(1, image, isOpen, weights, sums);
      }
    }
  }

  private boolean isGood(int image) {
    return observations.standOf(image) == Observations.GOOD;
  }

  private boolean isBadEnd(int image) {
    return observations.isOfBadEnd(image);
  }

  /**
   * What one image adds in one state.
   *
   * @param logs whether its part of the log evidence is asked for
   */
  private Part part(int state, int image, boolean logs, double[] weights, double[] sums) {
    int[] own = boots.bootsOf(image);
    if (own.length == 0) {
      return NOTHING;
    }
    var part = new Part();
    int[] at = new int[own.length + stepsOf[image].length];
    int used = 0;
    double all = 0;
    double showing = 0;
    double allSum = 0;
    for (int boot : own) {
      double known = precision[state][boot];
      int level = levelOf[boot];
      if (weights[level] == 0) {
        at[used++] = level;
      }
      weights[level] += known;
      sums[level] += known * values[boot];
      all += known;
      allSum += known * values[boot];
      showing += known * shows[boot];
      part.t += known * values[boot] * shows[boot];
      part.s += known * shows[boot];
      part.square += known * values[boot] * values[boot];
      if (logs) {
        double out = outlier[state][boot];
        part.log +=
            out == 0 ? inLog[boot] : (1 - out) * inLog[boot] + out * outLog[boot] + doubt(out);
      }
    }
    int levelsUsed = used;
    for (int step : stepsOf[image]) {
      at[used++] = step;
    }
    part.at = Arrays.copyOf(at, used);
    part.matrix = new double[used][used];
    part.right = new double[used];
    part.coupling = new double[used];
    double shrink = layouts ? 1 / (layoutPrecision + all) : 0;
    boolean shown = showing > 0;
    for (int row = 0; row < used; row++) {
      double weight = row < levelsUsed ? weights[at[row]] : all;
      double sum = row < levelsUsed ? sums[at[row]] : allSum;
      // All boots of one level are of one machine, so the effect shows in all of them or in none.
      double effect = row < levelsUsed ? (showsAt[at[row]] ? weight : 0) : showing;
      part.right[row] = sum - shrink * weight * allSum;
      part.coupling[row] = shown ? effect - shrink * weight * showing : 0;
      for (int column = 0; column < used; column++) {
        double other = column < levelsUsed ? weights[at[column]] : all;
        double shared;
        if (row == column) {
          shared = weight;
        } else if (row >= levelsUsed && column >= levelsUsed) {
          shared = all;
        } else if (row >= levelsUsed) {
          shared = other;
        } else {
          shared = column >= levelsUsed ? weight : 0;
        }
        part.matrix[row][column] = shared - shrink * weight * other;
      }
    }
    part.s -= shrink * showing * showing;
    part.t -= shrink * showing * allSum;
    part.square -= shrink * allSum * allSum;
    part.log -= layouts && logs ? layoutVolume(all) : 0;
    for (int row = 0; row < levelsUsed; row++) {
      weights[at[row]] = 0;
      sums[at[row]] = 0;
    }
    return part;
  }

  /** What integrating out the layout of an image of that weight costs, in nats. */
  private double layoutVolume(double weight) {
    if (weight != lastWeight) {
      lastWeight = weight;
      lastVolume = Math.log1p(weight / layoutPrecision) / 2;
    }
    return lastVolume;
  }

  /** Entropy of a responsibility, in nats. */
  private static double doubt(double q) {
    return q < 1e-12 || q > 1 - 1e-12 ? 0 : -q * Math.log(q) - (1 - q) * Math.log(1 - q);
  }

  /** How far each image is believed to be bad, at these levels. */
  private void believe(double[] solution, double[] bad) {
    for (int image = 0; image < images; image++) {
      if (isGood(image)) {
        bad[image] = 0;
      } else if (isBadEnd(image)) {
        bad[image] = 1;
      } else {
        double odds = fitOf(image, 1, solution) - fitOf(image, 0, solution);
        bad[image] = 1 / (1 + Math.exp(-odds));
      }
    }
  }

  private double fitOf(int image, int state, double[] solution) {
    Part part = parts[state][image];
    double fit = part.log - part.square / 2;
    for (int row = 0; row < part.at.length; row++) {
      double level = solution[part.at[row]];
      fit += part.right[row] * level;
      for (int column = 0; column < part.at.length; column++) {
        fit -= part.matrix[row][column] * level * solution[part.at[column]] / 2;
      }
      fit -= state * part.coupling[row] * level * solution[columns];
    }
    double effect = solution[columns];
    return fit + state * (part.t * effect - part.s * effect * effect / 2);
  }

  /** Levels and effect that fit best while each image is as bad as believed. */
  private double[] solve(double[] bad) {
    var sum = new Sum();
    for (int image = 0; image < images; image++) {
      sum.add(0, image, 1 - bad[image]);
      sum.add(1, image, bad[image]);
    }
    double[][] whole = new double[columns + 1][columns + 1];
    double[] right = Arrays.copyOf(sum.right, columns + 1);
    for (int row = 0; row < columns; row++) {
      System.arraycopy(sum.matrix[row], 0, whole[row], 0, columns);
      whole[row][columns] = sum.coupling[row];
      whole[columns][row] = sum.coupling[row];
    }
    whole[columns][columns] = sum.s + 1 / (EFFECT_PRIOR * EFFECT_PRIOR);
    right[columns] = sum.t + USUAL_EFFECT / (EFFECT_PRIOR * EFFECT_PRIOR);
    return new SymmetricSolver(whole).solve(right);
  }

  /** The normal equations of all images together. */
  private final class Sum {
    private final double[][] matrix;
    private final double[] right = new double[columns];
    private final double[] coupling = new double[columns];
    private double s;
    private double t;
    private double log;
    private double square;

    Sum() {
      matrix = new double[columns][];
      for (int row = 0; row < columns; row++) {
        matrix[row] = priorPrecision[row].clone();
      }
    }

    void add(int state, int image, double factor) {
      Part part = parts[state][image];
      if (factor == 0 || part.at.length == 0) {
        return;
      }
      int[] at = part.at;
      for (int row = 0; row < at.length; row++) {
        int to = at[row];
        double[] line = matrix[to];
        double[] from = part.matrix[row];
        for (int column = 0; column < at.length; column++) {
          line[at[column]] += factor * from[column];
        }
        right[to] += factor * part.right[row];
        coupling[to] += state * factor * part.coupling[row];
      }
      s += state * factor * part.s;
      t += state * factor * part.t;
      log += factor * part.log;
      square += factor * part.square;
    }

    Fit fit() {
      var solver = new SymmetricSolver(matrix);
      double[] free = solver.solve(right);
      double[] shift = solver.solve(coupling);
      double explained = 0;
      double precisionLeft = s;
      double pull = t;
      for (int row = 0; row < columns; row++) {
        explained += right[row] * free[row];
        precisionLeft -= coupling[row] * shift[row];
        pull -= coupling[row] * free[row];
      }
      return new Fit(
          log + (explained - square - solver.logDeterminant() - logPriorVolume) / 2,
          Math.max(precisionLeft, 0),
          pull,
          free,
          shift,
          solver);
    }
  }

  /** The evidence with these images bad, the levels integrated out. */
  Fit fit(BitSet bad) {
    var sum = new Sum();
    for (int image = 0; image < images; image++) {
      sum.add(bad.get(image) ? 1 : 0, image, 1);
    }
    return sum.fit();
  }

  /**
   * The evidence for each cell of a partition, whose points are these images' stands.
   *
   * @param pointOf the point of each image
   */
  Fit[] fits(Partition partition, int[] pointOf) {
    var fits = new Fit[partition.size()];
    int[][] imagesOf = imagesOf(pointOf, partition.points());
    var sum = new Sum();
    var before = new BitSet();
    for (int image = 0; image < images; image++) {
      sum.add(0, image, 1);
    }
    for (int cell : partition.order()) {
      BitSet signature = partition.cell(cell).signature();
      var changed = (BitSet) before.clone();
      changed.xor(signature);
      for (int point = changed.nextSetBit(0); point >= 0; point = changed.nextSetBit(point + 1)) {
        int now = signature.get(point) ? 1 : 0;
        for (int image : imagesOf[point]) {
          sum.add(1 - now, image, -1);
          sum.add(now, image, 1);
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

  /** About the best evidence that any hypothesis has at this scale. */
  double promise(EffectPrior effects) {
    Fit fit = fit(likelyBad);
    return Math.max(fit(new BitSet()).log(), fit.log() + effects.logIntegral(fit.s(), fit.t(), 1));
  }

  NoiseScale scale() {
    return scale;
  }

  Levels levels() {
    return levels;
  }

  /** The weight that a boot has left after what is suspected of it, from 0 to 1. */
  double trust(int boot, boolean bad) {
    return 1 - outlier[bad ? 1 : 0][boot];
  }

  /** Variance of a boot of that many runs on a machine, its image given. */
  double bootVariance(int machine, int runs) {
    return scale.bootVariance(runs) * (machine < factors.length ? factors[machine] : 1);
  }

  /**
   * What is left when the levels are integrated out: log evidence is {@code log + t delta - s
   * delta^2 / 2} for each effect delta.
   *
   * @param levels the levels without effect, and the known steps
   * @param shifts how far they move for each unit of effect, downwards
   * @param solver of the levels' precision
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  record Fit(
      double log, double s, double t, double[] levels, double[] shifts, SymmetricSolver solver) {
    double level(int column, double effect) {
      return levels[column] - shifts[column] * effect;
    }
  }
}
