package dev.halfspeed.search;

/** Cholesky factor of a small positive definite matrix. */
final class SymmetricSolver {
  private final double[][] lower;

  SymmetricSolver(double[][] matrix) {
    int size = matrix.length;
    lower = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        double sum = matrix[row][column];
        for (int k = 0; k < column; k++) {
          sum -= lower[row][k] * lower[column][k];
        }
        lower[row][column] =
            row == column ? Math.sqrt(Math.max(sum, 1e-300)) : sum / lower[column][column];
      }
    }
  }

  double logDeterminant() {
    double sum = 0;
    for (int row = 0; row < lower.length; row++) {
      sum += 2 * Math.log(lower[row][row]);
    }
    return sum;
  }

  double[] solve(double[] right) {
    int size = lower.length;
    double[] x = right.clone();
    for (int row = 0; row < size; row++) {
      for (int k = 0; k < row; k++) {
        x[row] -= lower[row][k] * x[k];
      }
      x[row] /= lower[row][row];
    }
    for (int row = size - 1; row >= 0; row--) {
      for (int k = row + 1; k < size; k++) {
        x[row] -= lower[k][row] * x[k];
      }
      x[row] /= lower[row][row];
    }
    return x;
  }
}
