package dev.halfspeed.search.noise;

/** Cholesky factor of a small positive definite matrix. */
public final class SymmetricSolver {
  private final double[][] lower;

  /**
   * Factors a matrix, of which the lower half is read. Column by column, each is taken off all rows
   * below before the next one: sums as in the textbook, in an order that a processor does several
   * of at once.
   */
  public SymmetricSolver(double[][] matrix) {
    int size = matrix.length;
    lower = new double[size][size];
    for (int row = 0; row < size; row++) {
      System.arraycopy(matrix[row], 0, lower[row], 0, row + 1);
    }
    double[] done = new double[size];
    for (int column = 0; column < size; column++) {
      double corner = Math.sqrt(Math.max(lower[column][column], 1e-300));
      lower[column][column] = corner;
      for (int row = column + 1; row < size; row++) {
        double[] left = lower[row];
        double factor = left[column] / corner;
        left[column] = factor;
        done[row] = factor;
        takeOff(left, done, factor, column + 1, row + 1);
      }
    }
  }

  /** Takes a multiple of numbers off others, from one place to another. */
  private static void takeOff(double[] from, double[] what, double factor, int begin, int end) {
    for (int at = begin; at < end; at++) {
      from[at] -= factor * what[at];
    }
  }

  public double logDeterminant() {
    double product = 0;
    for (int row = 0; row < lower.length; row++) {
      product += Math.log(lower[row][row]);
    }
    return 2 * product;
  }

  public double[] solve(double[] right) {
    int size = lower.length;
    double[] x = right.clone();
    for (int row = 0; row < size; row++) {
      double[] left = lower[row];
      double rest = x[row];
      for (int k = 0; k < row; k++) {
        rest -= left[k] * x[k];
      }
      x[row] = rest / left[row];
    }
    for (int row = size - 1; row >= 0; row--) {
      double rest = x[row];
      for (int k = row + 1; k < size; k++) {
        rest -= lower[k][row] * x[k];
      }
      x[row] = rest / lower[row][row];
    }
    return x;
  }

  /** The inverse of the matrix: what {@link #solve} says of each unit vector, of all at once. */
  public double[][] inverse() {
    int size = lower.length;
    double[][] columns = new double[size][size];
    for (int row = 0; row < size; row++) {
      double[] x = columns[row];
      x[row] = 1;
      for (int k = 0; k < row; k++) {
        takeOff(x, columns[k], lower[row][k], 0, k + 1);
      }
      divide(x, lower[row][row], row + 1);
    }
    for (int row = size - 1; row >= 0; row--) {
      double[] x = columns[row];
      for (int k = row + 1; k < size; k++) {
        takeOff(x, columns[k], lower[k][row], 0, size);
      }
      divide(x, lower[row][row], size);
    }
    double[][] inverse = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        inverse[row][column] = columns[column][row];
      }
    }
    return inverse;
  }

  private static void divide(double[] numbers, double by, int end) {
    for (int at = 0; at < end; at++) {
      numbers[at] /= by;
    }
  }
}
