package dev.halfspeed.search.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SymmetricSolverTest {
  private static final double CLOSE = 1e-9;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 40})
  void theInverseTimesTheMatrixIsTheUnit(int size) {
    for (long seed = 0; seed < 20; seed++) {
      double[][] matrix = positive(size, seed);
      double[][] product = times(new SymmetricSolver(matrix).inverse(), matrix);
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          assertThat(product[row][column])
              .as("row %d, column %d of seed %d", row, column, seed)
              .isCloseTo(row == column ? 1 : 0, within(CLOSE));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 40})
  void aColumnOfTheInverseIsTheSolutionOfItsUnitVector(int size) {
    var solver = new SymmetricSolver(positive(size, 7));
    double[][] inverse = solver.inverse();
    for (int column = 0; column < size; column++) {
      double[] unit = new double[size];
      unit[column] = 1;
      // To the last digit: what is done at once for all is the same arithmetic.
      assertThat(solver.solve(unit)).containsExactly(inverse[column]);
    }
  }

  @Test
  void theDeterminantIsThatOfTheMatrix() {
    assertThat(new SymmetricSolver(new double[][] {{4, 2}, {2, 3}}).logDeterminant())
        .isCloseTo(Math.log(8), within(CLOSE));
    assertThat(new SymmetricSolver(new double[0][0]).logDeterminant()).isZero();
  }

  @Test
  void onlyTheLowerHalfIsRead() {
    double[][] whole = {{4, 2}, {2, 3}};
    double[][] half = {{4, Double.NaN}, {2, 3}};
    double[] right = {1, -2};
    assertThat(new SymmetricSolver(half).solve(right))
        .containsExactly(new SymmetricSolver(whole).solve(right));
  }

  private static double[][] positive(int size, long seed) {
    var random = new SplittableRandom(seed);
    double[][] root = new double[size][size];
    for (double[] row : root) {
      for (int column = 0; column < size; column++) {
        row[column] = random.nextDouble() - 0.5;
      }
    }
    double[][] square = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        square[row][column] = row == column ? 0.5 : 0;
        for (int k = 0; k < size; k++) {
          square[row][column] += root[row][k] * root[column][k];
        }
      }
    }
    return square;
  }

  private static double[][] times(double[][] left, double[][] right) {
    double[][] product = new double[left.length][left.length];
    for (int row = 0; row < left.length; row++) {
      for (int column = 0; column < left.length; column++) {
        for (int k = 0; k < left.length; k++) {
          product[row][column] += left[row][k] * right[k][column];
        }
      }
    }
    return product;
  }
}
