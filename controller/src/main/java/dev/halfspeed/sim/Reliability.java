package dev.halfspeed.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often answers that state about the same confidence are right.
 *
 * @param from they state at least that much
 * @param to and less than that; 1 is included
 * @param stated the mean of what they state
 * @param right how many of them are
 */
record Reliability(double from, double to, double stated, Proportion right) {
  private static final double[] EDGES = {0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1};

  /**
   * Those results whose answers can be judged: in a world without a regression every answer is
   * wrong, however rare such worlds are held to be, and that is another figure.
   */
  static List<Result> judged(List<Result> results, String contestant) {
    return results.stream()
        .filter(
            result -> result.contestant().equals(contestant) && !result.scenario().guilt().isNone())
        .toList();
  }

  /** All answers together; empty where there is none. */
  static Optional<Reliability> overall(List<Result> results) {
    return between(0, 1, results);
  }

  /** In bins of the stated confidence; those without an answer are left out. */
  static List<Reliability> bins(List<Result> results) {
    var bins = new ArrayList<Reliability>();
    for (int bin = 0; bin + 1 < EDGES.length; bin++) {
      between(EDGES[bin], EDGES[bin + 1], results).ifPresent(bins::add);
    }
    return List.copyOf(bins);
  }

  private static Optional<Reliability> between(double from, double to, List<Result> results) {
    double sum = 0;
    int answers = 0;
    int right = 0;
    for (Result result : results) {
      for (Trial trial : result.trials()) {
        double stated = trial.answer().map(Player.Answer::probability).orElse(Double.NaN);
        if (stated >= from && (stated < to || to == 1)) {
          sum += stated;
          answers++;
          right += trial.right() ? 1 : 0;
        }
      }
    }
    return answers == 0
        ? Optional.empty()
        : Optional.of(new Reliability(from, to, sum / answers, new Proportion(right, answers)));
  }
}
