package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a change is: the probability of each gap between two points, given that there is one change
 * of the level. Levels and noise are unknown and integrated out, the levels with a flat prior, the
 * noise with 1/sigma; each gap is as likely as the others beforehand (A. F. M. Smith, A Bayesian
 * approach to inference about a change-point in a sequence of random variables, Biometrika 62,
 * 1975).
 *
 * @param position of the first point after the change, where it most likely is, in the values given
 * @param where by position
 */
record Location(int position, List<GapProbability> where) {
  private static final double LEAST = 0.000_1;

  /** How probable it is that the change lies at most so many points from its likeliest place. */
  double within(int points) {
    return where.stream()
        .filter(gap -> Math.abs(gap.position() - position) <= points)
        .mapToDouble(GapProbability::probability)
        .sum();
  }

  /**
   * Of a change among values.
   *
   * @param first position of the first value in its series
   * @param from first gap that is possible, as an index into the values: the value behind it
   * @param to behind the last one
   * @param usualScale by which values are cut; 0 for the one that they show
   */
  static Location of(
      double[] values,
      int first,
      int from,
      int to,
      double usualScale,
      double pooledSquares,
      double pooledDegrees,
      double least) {
    Robust robust = Robust.of(values);
    double cut = Window.CUT * (usualScale > 0 ? usualScale : robust.scale());
    double[] sums = new double[values.length + 1];
    double squares = 0;
    for (int index = 0; index < values.length; index++) {
      double off = Math.clamp(values[index] - robust.centre(), -cut, cut);
      sums[index + 1] = sums[index] + off;
      squares += off * off;
    }
    int count = values.length;
    double mean = sums[count] / count;
    squares += pooledSquares - count * mean * mean;
    double degrees = count - 2 + pooledDegrees;
    double[] logs = new double[count];
    double most = Double.NEGATIVE_INFINITY;
    int best = from;
    for (int gap = from; gap < to; gap++) {
      double excess = sums[gap] - gap * mean;
      double spare = (double) gap * (count - gap);
      double left = Math.max(squares - excess * excess * count / spare, degrees * least);
      logs[gap] = -degrees / 2 * Math.log(left) - Math.log(spare) / 2;
      if (logs[gap] > most) {
        most = logs[gap];
        best = gap;
      }
    }
    double sum = 0;
    for (int gap = from; gap < to; gap++) {
      sum += Math.exp(logs[gap] - most);
    }
    var where = new ArrayList<GapProbability>();
    for (int gap = from; gap < to; gap++) {
      double probability = Math.exp(logs[gap] - most) / sum;
      if (probability >= LEAST) {
        where.add(new GapProbability(first + gap, probability));
      }
    }
    return new Location(first + best, List.copyOf(where));
  }
}
