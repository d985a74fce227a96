package dev.halfspeed.search;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The observation model at one noise scale: machine level + effect where bad + layout of the image
 * + noise of the boot, with levels and effect Gaussian and integrated out in closed form.
 *
 * <p>One boot in fifty may be an outlier, far wider than the noise. Which ones is found by
 * iterating between levels and responsibilities; given those, the evidence is the usual variational
 * lower bound, equal to the true evidence where no boot is in doubt.
 */
final class NoiseModel {
  /** Part of the boots that something disturbed. */
  static final double OUTLIERS = 0.02;

  private static final double LOG_OUTLIERS = Math.log(OUTLIERS);
  private static final double LOG_OTHERS = Math.log(1 - OUTLIERS);

  /** An outlier is that many times as wide as the noise, and at least as {@link #OUTLIER_FLOOR}. */
  static final double OUTLIER_WIDTH = 6;

  static final double OUTLIER_FLOOR = 0.1;

  /** Standard deviation of a machine's level about its mean value: says nothing. */
  static final double LEVEL_PRIOR = 2;

  private static final double USUAL_EFFECT = -0.1;
  private static final double EFFECT_PRIOR = 0.5;

  private final Observations observations;
  private final int machines;
  private final int images;
  private final double layoutPrecision;
  private final boolean layouts;

  private final int[] imageOf;
  private final int[] machineOf;
  private final double[] values;
  private final double[] inPrecision;
  private final double[] outPrecision;
  private final double[] inLog;
  private final double[] outLog;

  /** Responsibility of the outlier for each boot, by state of its image. */
  private final double[][] outlier;

  /** By state and image: weight on each machine, weighted values on each machine, and the rest. */
  private final double[][][] weights;

  private final double[][][] sums;
  private final double[][] squares;
  private final double[][] constants;

  /** The images that are bad at the levels that fit best. */
  private final BitSet likelyBad = new BitSet();

  NoiseModel(Observations observations, NoiseScale scale) {
    this.observations = observations;
    machines = observations.machines();
    images = observations.images();
    layouts = scale.layout() > 0;
    layoutPrecision = layouts ? 1 / scale.layoutVariance() : Double.POSITIVE_INFINITY;
    var boots = observations.boots();
    int count = boots.size();
    imageOf = new int[count];
    machineOf = new int[count];
    values = new double[count];
    inPrecision = new double[count];
    outPrecision = new double[count];
    inLog = new double[count];
    outLog = new double[count];
    outlier = new double[2][count];
    weights = new double[2][images][machines];
    sums = new double[2][images][machines];
    squares = new double[2][images];
    constants = new double[2][images];
    for (int boot = 0; boot < count; boot++) {
      var seen = boots.get(boot);
      imageOf[boot] = seen.image();
      machineOf[boot] = seen.machine();
      values[boot] = seen.value();
      double variance = scale.bootVariance(seen.runs());
      inPrecision[boot] = 1 / variance;
      outPrecision[boot] =
          1 / (OUTLIER_WIDTH * OUTLIER_WIDTH * variance + OUTLIER_FLOOR * OUTLIER_FLOOR);
      inLog[boot] = Math.log(inPrecision[boot]) / 2 + LOG_OTHERS;
      outLog[boot] = Math.log(outPrecision[boot]) / 2 + LOG_OUTLIERS;
    }
    fit();
  }

  private void fit() {
    double[] levels = firstLevels();
    double[] bad = new double[images];
    for (int round = 0; ; round++) {
      hold(levels);
      accumulate();
      if (round == 2) {
        return;
      }
      believe(levels, bad);
      for (int image = 0; image < images; image++) {
        likelyBad.set(image, bad[image] > 0.5);
      }
      levels = solve(bad);
    }
  }

  /** Medians of the ends on each machine; last is the effect. */
  private double[] firstLevels() {
    double[] good = new double[machines];
    double[] bad = new double[machines];
    double effect = 0;
    int both = 0;
    Revision badEnd = observations.bad();
    for (int machine = 0; machine < machines; machine++) {
      good[machine] = median(machine, new Revision.Good());
      bad[machine] = median(machine, badEnd);
      if (!Double.isNaN(good[machine]) && !Double.isNaN(bad[machine])) {
        effect += bad[machine] - good[machine];
        both++;
      }
    }
    double[] levels = new double[machines + 1];
    levels[machines] = both > 0 ? effect / both : USUAL_EFFECT;
    for (int machine = 0; machine < machines; machine++) {
      if (!Double.isNaN(good[machine])) {
        levels[machine] = good[machine];
      } else if (!Double.isNaN(bad[machine])) {
        levels[machine] = bad[machine] - levels[machines];
      }
    }
    return levels;
  }

  private double median(int machine, Revision end) {
    double[] found =
        observations.boots().stream()
            .filter(boot -> boot.machine() == machine && boot.revision().equals(end))
            .mapToDouble(Observations.Boot::value)
            .sorted()
            .toArray();
    return found.length == 0 ? Double.NaN : found[found.length / 2];
  }

  /** Finds the outliers' responsibilities at these levels, the layout of each image fitted too. */
  private void hold(double[] levels) {
    for (int state = 0; state < 2; state++) {
      double shift = state * levels[machines];
      double[] layout = layouts ? layouts(levels, shift, state) : new double[images];
      for (int boot = 0; boot < values.length; boot++) {
        double rest = values[boot] - levels[machineOf[boot]] - shift - layout[imageOf[boot]];
        double square = rest * rest;
        double logOdds =
            outLog[boot] - inLog[boot] - square * (outPrecision[boot] - inPrecision[boot]) / 2;
        outlier[state][boot] = logOdds < -30 ? 0 : 1 / (1 + Math.exp(-logOdds));
      }
    }
  }

  private double[] layouts(double[] levels, double shift, int state) {
    double[] weight = new double[images];
    double[] sum = new double[images];
    for (int boot = 0; boot < values.length; boot++) {
      double precision = precision(state, boot);
      weight[imageOf[boot]] += precision;
      sum[imageOf[boot]] += precision * (values[boot] - levels[machineOf[boot]] - shift);
    }
    for (int image = 0; image < images; image++) {
      sum[image] /= layoutPrecision + weight[image];
    }
    return sum;
  }

  private double precision(int state, int boot) {
    double out = outlier[state][boot];
    return (1 - out) * inPrecision[boot] + out * outPrecision[boot];
  }

  private void accumulate() {
    for (int state = 0; state < 2; state++) {
      for (int image = 0; image < images; image++) {
        Arrays.fill(weights[state][image], 0);
        Arrays.fill(sums[state][image], 0);
      }
      Arrays.fill(squares[state], 0);
      Arrays.fill(constants[state], 0);
      for (int boot = 0; boot < values.length; boot++) {
        int image = imageOf[boot];
        double out = outlier[state][boot];
        double precision = precision(state, boot);
        weights[state][image][machineOf[boot]] += precision;
        sums[state][image][machineOf[boot]] += precision * values[boot];
        squares[state][image] += precision * values[boot] * values[boot];
        constants[state][image] += (1 - out) * inLog[boot] + out * outLog[boot] + doubt(out);
      }
    }
  }

  /** Entropy of a responsibility, in nats. */
  private static double doubt(double q) {
    return q < 1e-12 || q > 1 - 1e-12 ? 0 : -q * Math.log(q) - (1 - q) * Math.log1p(-q);
  }

  /** How far each image is believed to be bad, at these levels. */
  private void believe(double[] levels, double[] bad) {
    for (int image = 0; image < images; image++) {
      int stand = observations.standOf(image);
      if (stand == Observations.GOOD) {
        bad[image] = 0;
      } else if (observations.bad().equals(new Revision.Candidate(stand))) {
        bad[image] = 1;
      } else {
        double odds = fitOf(image, 1, levels) - fitOf(image, 0, levels);
        bad[image] = 1 / (1 + Math.exp(-odds));
      }
    }
  }

  private double fitOf(int image, int state, double[] levels) {
    double weight = 0;
    double sum = 0;
    double square = squares[state][image];
    for (int machine = 0; machine < machines; machine++) {
      double level = levels[machine] + state * levels[machines];
      double here = weights[state][image][machine];
      weight += here;
      sum += sums[state][image][machine] - here * level;
      square -= 2 * level * sums[state][image][machine] - here * level * level;
    }
    double shrink = layouts ? 1 / (layoutPrecision + weight) : 0;
    double spread = layouts ? Math.log(1 + weight / layoutPrecision) / 2 : 0;
    return constants[state][image] - spread - (square - shrink * sum * sum) / 2;
  }

  /** Levels and effect that fit best while each image is as bad as believed. */
  private double[] solve(double[] bad) {
    int size = machines + 1;
    double[][] matrix = new double[size][size];
    double[] right = new double[size];
    for (int machine = 0; machine < machines; machine++) {
      matrix[machine][machine] = 1 / (LEVEL_PRIOR * LEVEL_PRIOR);
    }
    matrix[machines][machines] = 1 / (EFFECT_PRIOR * EFFECT_PRIOR);
    right[machines] = USUAL_EFFECT / (EFFECT_PRIOR * EFFECT_PRIOR);
    for (int image = 0; image < images; image++) {
      for (int state = 0; state < 2; state++) {
        double believed = state == 1 ? bad[image] : 1 - bad[image];
        if (believed > 1e-9) {
          add(image, state, believed, matrix, right);
        }
      }
    }
    return new SymmetricSolver(matrix).solve(right);
  }

  private void add(int image, int state, double factor, double[][] matrix, double[] right) {
    double[] weight = weights[state][image];
    double[] sum = sums[state][image];
    double allWeight = 0;
    double allSum = 0;
    for (int machine = 0; machine < machines; machine++) {
      allWeight += weight[machine];
      allSum += sum[machine];
    }
    double shrink = layouts ? 1 / (layoutPrecision + allWeight) : 0;
    double keep = factor * (1 - shrink * allWeight);
    for (int machine = 0; machine < machines; machine++) {
      if (weight[machine] == 0) {
        continue;
      }
      matrix[machine][machine] += factor * weight[machine];
      if (layouts) {
        for (int other = 0; other < machines; other++) {
          matrix[machine][other] -= factor * shrink * weight[machine] * weight[other];
        }
      }
      right[machine] += factor * (sum[machine] - shrink * weight[machine] * allSum);
      if (state == 1) {
        matrix[machine][machines] += keep * weight[machine];
        matrix[machines][machine] += keep * weight[machine];
      }
    }
    if (state == 1) {
      matrix[machines][machines] += keep * allWeight;
      right[machines] += keep * allSum;
    }
  }

  /** The evidence with these images bad, the levels integrated out. */
  Fit fit(BitSet bad) {
    int size = machines;
    double[][] matrix = new double[size + 1][size + 1];
    double[] right = new double[size + 1];
    double log = 0;
    double square = 0;
    for (int machine = 0; machine < size; machine++) {
      matrix[machine][machine] = 1 / (LEVEL_PRIOR * LEVEL_PRIOR);
      log -= Math.log(LEVEL_PRIOR);
    }
    for (int image = 0; image < images; image++) {
      int state = bad.get(image) ? 1 : 0;
      add(image, state, 1, matrix, right);
      double allWeight = 0;
      double allSum = 0;
      for (int machine = 0; machine < size; machine++) {
        allWeight += weights[state][image][machine];
        allSum += sums[state][image][machine];
      }
      log += constants[state][image];
      square += squares[state][image];
      if (layouts) {
        log -= Math.log(1 + allWeight / layoutPrecision) / 2;
        square -= allSum * allSum / (layoutPrecision + allWeight);
      }
    }
    double[] coupling = matrix[size];
    double[][] levelMatrix = new double[size][];
    for (int machine = 0; machine < size; machine++) {
      levelMatrix[machine] = Arrays.copyOf(matrix[machine], size);
    }
    var solver = new SymmetricSolver(levelMatrix);
    double[] levelRight = Arrays.copyOf(right, size);
    double[] free = solver.solve(levelRight);
    double[] shift = solver.solve(Arrays.copyOf(coupling, size));
    double s = matrix[size][size];
    double t = right[size];
    double explained = 0;
    double[] variances = new double[size];
    for (int machine = 0; machine < size; machine++) {
      explained += levelRight[machine] * free[machine];
      s -= coupling[machine] * shift[machine];
      t -= coupling[machine] * free[machine];
      variances[machine] = 1 / levelMatrix[machine][machine];
    }
    log += (explained - square - solver.logDeterminant()) / 2;
    return new Fit(log, Math.max(s, 0), t, free, shift, variances);
  }

  /** About the best evidence that any hypothesis has at this scale. */
  double promise() {
    Fit fit = fit(likelyBad);
    return Math.max(
        fit(new BitSet()).log(), fit.log() + EffectPrior.logIntegral(fit.s(), fit.t(), 1));
  }

  /** The weight that a boot has left after what is suspected of it, from 0 to 1. */
  double trust(int boot, boolean bad) {
    return 1 - outlier[bad ? 1 : 0][boot];
  }

  /**
   * What is left when the levels are integrated out: log evidence is {@code log + t delta - s
   * delta^2 / 2} for each effect delta.
   *
   * @param levels the machines' levels without effect
   * @param shifts how far they move for each unit of effect, downwards
   * @param variances of the levels, about
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  record Fit(double log, double s, double t, double[] levels, double[] shifts, double[] variances) {
    double level(int machine, double effect) {
      return levels[machine] - shifts[machine] * effect;
    }
  }
}
