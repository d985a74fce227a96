package dev.halfspeed.detection;

import org.apache.commons.statistics.distribution.FDistribution;

/**
 * What points tell of the noise about their levels.
 *
 * @param squares sum of squares about these
 * @param degrees of freedom of that
 */
record LevelNoise(double squares, double degrees) {
  static final LevelNoise NOTHING = new LevelNoise(0, 0);

  /** Noise that is as expected seems larger so often. */
  private static final double NOISIER = 0.001;

  /** What points of one level tell: their cut values about the median. */
  static LevelNoise of(double[] values) {
    Robust robust = Robust.of(values);
    double cut = Window.CUT * robust.scale();
    double squares = 0;
    for (double value : values) {
      double off = Math.clamp(value - robust.centre(), -cut, cut);
      squares += off * off;
    }
    return new LevelNoise(squares, values.length - 1);
  }

  /** With what others tell. */
  LevelNoise plus(LevelNoise others) {
    return new LevelNoise(squares + others.squares, degrees + others.degrees);
  }

  /**
   * The noise's variance.
   *
   * @param least what it is never taken to be below
   */
  double variance(double least) {
    return Math.max(squares / Math.max(1, degrees), least);
  }

  /**
   * What this is worth for the noise of others: nothing where they are noisier for certain, by an F
   * test. A scan, a place, a size and its interval would else be too sure.
   *
   * @param least what the variance is never taken to be below
   */
  LevelNoise beside(LevelNoise others, double least) {
    return isExceededBy(others, least) ? NOTHING : this;
  }

  /** Whether others are noisier for certain. */
  boolean isExceededBy(LevelNoise others, double least) {
    return degrees >= 1
        && others.degrees >= 1
        && FDistribution.of(others.degrees, degrees)
                .survivalProbability(others.squares / others.degrees / variance(least))
            < NOISIER;
  }
}
