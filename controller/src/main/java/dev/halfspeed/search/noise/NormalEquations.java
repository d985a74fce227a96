package dev.halfspeed.search.noise;

import java.util.Arrays;

/**
 * The normal equations of levels, known steps and effect: the prior, and what images add, each in
 * one of its states.
 */
public final class NormalEquations {
  private final LevelPrior prior;
  private final double[][] matrix;
  private final double[] right;
  private final double[] coupling;
  private double s;
  private double t;
  private double log;
  private double square;

  /**
   * What is believed of levels and steps beforehand.
   *
   * @param precision the inverse of their covariance
   * @param logVolume the logarithm of the covariance's determinant
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  record LevelPrior(double[][] precision, double logVolume) {
    static LevelPrior of(double[][] covariance) {
      var solver = new SymmetricSolver(covariance);
      return new LevelPrior(solver.inverse(), solver.logDeterminant());
    }
  }

  /** Nothing but the prior. */
  NormalEquations(LevelPrior prior) {
    this.prior = prior;
    int columns = prior.precision().length;
    matrix = new double[columns][];
    for (int row = 0; row < columns; row++) {
      matrix[row] = prior.precision()[row].clone();
    }
    right = new double[columns];
    coupling = new double[columns];
  }

  /**
   * Adds an image.
   *
   * @param part what it adds in that state
   * @param state 1 where it is bad, otherwise 0
   * @param factor how much of it; -1 takes it away again
   */
  void add(ImagePart part, int state, double factor) {
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

  /**
   * Levels and steps, and last the effect, that fit best.
   *
   * @param mean what is believed of the effect beforehand
   * @param deviation the standard deviation of that
   */
  double[] solve(double mean, double deviation) {
    int columns = right.length;
    double[][] whole = new double[columns + 1][columns + 1];
    double[] wholeRight = Arrays.copyOf(right, columns + 1);
    for (int row = 0; row < columns; row++) {
      System.arraycopy(matrix[row], 0, whole[row], 0, columns);
      whole[row][columns] = coupling[row];
      whole[columns][row] = coupling[row];
    }
    whole[columns][columns] = s + 1 / (deviation * deviation);
    wholeRight[columns] = t + mean / (deviation * deviation);
    return new SymmetricSolver(whole).solve(wholeRight);
  }

  /** Integrates levels and steps out. */
  Fit fit() {
    var solver = new SymmetricSolver(matrix);
    double[] free = solver.solve(right);
    double[] shift = solver.solve(coupling);
    double explained = 0;
    double precisionLeft = s;
    double pull = t;
    for (int row = 0; row < right.length; row++) {
      explained += right[row] * free[row];
      precisionLeft -= coupling[row] * shift[row];
      pull -= coupling[row] * free[row];
    }
    return new Fit(
        log + (explained - square - solver.logDeterminant() - prior.logVolume()) / 2,
        Math.max(precisionLeft, 0),
        pull,
        free,
        shift,
        solver);
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
  public record Fit(
      double log, double s, double t, double[] levels, double[] shifts, SymmetricSolver solver) {
    public double level(int column, double effect) {
      return levels[column] - shifts[column] * effect;
    }
  }
}
