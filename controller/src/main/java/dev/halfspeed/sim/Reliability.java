package dev.halfspeed.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * How often answers that state about the same confidence are right.
 *
 * @param stated the mean of what they state
 * @param right how many of them are
 */
record Reliability(double stated, Proportion right) {
  private static final double[] EDGES = {0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.1};

  /** In bins of the stated confidence; those without an answer are left out. */
  static List<Reliability> of(List<Result> results) {
    var bins = new ArrayList<Reliability>();
    for (int bin = 0; bin + 1 < EDGES.length; bin++) {
      double from = EDGES[bin];
      double to = EDGES[bin + 1];
      List<Trial> answers =
          results.stream()
              .flatMap(result -> result.trials().stream())
              .filter(trial ->
                  trial
                      .answer()
                      .filter(answer -> answer.probability() >= from && answer.probability() < to)
                      .isPresent())
              .toList();
      if (!answers.isEmpty()) {
        double stated =
            answers.stream()
                .mapToDouble(trial -> trial.answer().orElseThrow().probability())
                .average()
                .orElseThrow();
        int right = (int) answers.stream().filter(Trial::right).count();
        bins.add(new Reliability(stated, new Proportion(right, answers.size())));
      }
    }
    return List.copyOf(bins);
  }
}
