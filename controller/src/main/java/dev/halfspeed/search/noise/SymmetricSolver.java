package dev.halfspeed.search.noise;

/** Cholesky factor of a small positive definite matrix. */
public final class SymmetricSolver {
  private final double[][] lower;

  public SymmetricSolver(double[][] matrix) {
    int size = matrix.length;
    lower = new double[size][size];
    for (int row = 0; row < size; row++) {
      double[] left = lower[row];
      for (int column = 0; column < row; column++) {
        double[] above = lower[column];
        double sum = matrix[row][column];
        for (int k = 0; k < column; k++) {
          sum -= left[k] * above[k];
        }
        left[column] = sum / above[column];
      }
      double sum = matrix[row][row];
      for (int k = 0; k < row; k++) {
        sum -= left[k] * left[k];
      }
      left[row] = Math.sqrt(Math.max(sum, 1e-300));
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

  /** The inverse of the matrix. */
  public double[][] inverse() {
    int size = lower.length;
    double[][] inverse = new double[size][];
    for (int row = 0; row < size; row++) {
      double[] unit = new double[size];
      unit[row] = 1;
      inverse[row] = solve(unit);
    }
    return inverse;
  }
}
