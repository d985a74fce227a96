package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.BootTable;
import java.util.Arrays;

/** Works out what images add to the normal equations, by the noise of their boots. */
final class ImageParts {
  private final BootTable boots;
  private final BootNoise noise;
  private final Design design;
  private final double layoutPrecision;

  /** Weight and weighted sum of an image's boots at each level; all 0 between two images. */
  private final double[] weights;

  private final double[] sums;

  /**
   * The last weight that {@link #layoutVolume} was asked for, and its answer: where no boot is in
   * doubt, both states of an image have the same, and the logarithm is expensive.
   */
  private double lastWeight = Double.NaN;

  private double lastVolume;

  /**
   * Those of these boots.
   *
   * @param layoutPrecision the inverse of the layout's variance, infinite without layout noise
   */
  ImageParts(BootTable boots, BootNoise noise, Design design, double layoutPrecision) {
    this.boots = boots;
    this.noise = noise;
    this.design = design;
    this.layoutPrecision = layoutPrecision;
    weights = new double[design.columns()];
    sums = new double[design.columns()];
  }

  /**
   * What one image adds in one state.
   *
   * @param logs whether its part of the log evidence is asked for
   */
  ImagePart of(int state, int image, boolean logs) {
    int[] own = boots.bootsOf(image);
    if (own.length == 0) {
      return ImagePart.NOTHING;
    }
    double[] values = boots.values();
    int[] steps = design.stepsOf(image);
    int[] at = new int[own.length + steps.length];
    int used = 0;
    double all = 0;
    double showing = 0;
    double allSum = 0;
    double t = 0;
    double square = 0;
    double log = 0;
    for (int boot : own) {
      double known = noise.precision(state, boot);
      double value = values[boot] + noise.pull(state, boot);
      int level = design.levelOf(boot);
      if (weights[level] == 0) {
        at[used++] = level;
      }
      weights[level] += known;
      sums[level] += known * value;
      all += known;
      allSum += known * value;
      if (design.showsAt(level)) {
        showing += known;
        t += known * value;
      }
      square += known * value * value;
      if (logs) {
        log += noise.log(state, boot);
      }
    }
    int levelsUsed = used;
    for (int step : steps) {
      at[used++] = step;
    }
    var part = new ImagePart(Arrays.copyOf(at, used));
    double shrink = 1 / (layoutPrecision + all);
    for (int row = 0; row < used; row++) {
      // A known step shows where the effect does.
      double weight = row < levelsUsed ? weights[at[row]] : showing;
      double sum = row < levelsUsed ? sums[at[row]] : t;
      // All boots of one level are of one machine, so the effect shows in all of them or in none.
      double effect = row < levelsUsed ? (design.showsAt(at[row]) ? weight : 0) : showing;
      part.right[row] = sum - shrink * weight * allSum;
      part.coupling[row] = showing > 0 ? effect - shrink * weight * showing : 0;
      for (int column = 0; column < used; column++) {
        double other = column < levelsUsed ? weights[at[column]] : showing;
        double shared;
        if (row == column) {
          shared = weight;
        } else if (row >= levelsUsed && column >= levelsUsed) {
          shared = showing;
        } else if (row >= levelsUsed) {
          shared = design.showsAt(at[column]) ? other : 0;
        } else {
          shared = column >= levelsUsed ? effect : 0;
        }
        part.matrix[row][column] = shared - shrink * weight * other;
      }
    }
    part.s = showing - shrink * showing * showing;
    part.t = t - shrink * showing * allSum;
    part.square = square - shrink * allSum * allSum;
    part.log = logs ? log - layoutVolume(all) : 0;
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
}
