package dev.halfspeed.search.noise;

/**
 * What one image adds to the normal equations in one state, its layout integrated out. Made by
 * {@link ImageParts}, and not changed after that.
 */
final class ImagePart {
  /** What an image adds that was never booted. */
  static final ImagePart NOTHING = new ImagePart(new int[0]);

  /** The columns that it touches: levels of its boots, then steps that it contains. */
  final int[] at;

  final double[][] matrix;
  final double[] right;

  /** Between those columns and the effect. */
  final double[] coupling;

  /** Of the effect alone: precision. */
  double s;

  /** Of the effect alone: precision times value. */
  double t;

  /** Log evidence besides the squares, in nats; 0 where nobody asked for it. */
  double log;

  /** Sum of weighted squares of its values. */
  double square;

  ImagePart(int[] at) {
    this.at = at;
    matrix = new double[at.length][at.length];
    right = new double[at.length];
    coupling = new double[at.length];
  }

  /** Its log likelihood at these levels and steps, with the effect last, in this state. */
  double logLikelihood(int state, double[] solution) {
    double effect = solution[solution.length - 1];
    double fit = log - square / 2;
    for (int row = 0; row < at.length; row++) {
      double level = solution[at[row]];
      fit += right[row] * level;
      for (int column = 0; column < at.length; column++) {
        fit -= matrix[row][column] * level * solution[at[column]] / 2;
      }
      fit -= state * coupling[row] * level * effect;
    }
    return fit + state * (t * effect - s * effect * effect / 2);
  }
}
