package dev.halfspeed.benchmark.report;

import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.search.Conclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
  static List<ScenarioResult> judged(List<ScenarioResult> results, String contestant) {
    return results.stream()
        .filter(
            result -> result.contestant().equals(contestant) && !result.scenario().guilt().isNone())
        .toList();
  }

  /** All answers together; empty where there is none. */
  static Optional<Reliability> overall(List<ScenarioResult> results) {
    return between(0, 1, results);
  }

  /** In bins of the stated confidence; those without an answer are left out. */
  static List<Reliability> bins(List<ScenarioResult> results) {
    var bins = new ArrayList<Reliability>();
    for (int bin = 0; bin + 1 < EDGES.length; bin++) {
      between(EDGES[bin], EDGES[bin + 1], results).ifPresent(bins::add);
    }
    return List.copyOf(bins);
  }

  private static Optional<Reliability> between(
      double from, double to, List<ScenarioResult> results) {
    return of(
        from,
        to,
        results.stream()
            .flatMap(result -> result.trials().stream())
            .flatMap(trial ->
                trial
                    .answer()
                    .map(answer -> new Claim(answer.probability(), trial.right()))
                    .stream())
            .toList());
  }

  /** Culprits that were named in the end, with the confidence that was stated then. */
  static Optional<Reliability> named(List<ScenarioResult> results) {
    return of(
        0,
        1,
        results.stream()
            .flatMap(result -> result.trials().stream())
            .flatMap(Reliability::named)
            .toList());
  }

  private static Stream<Claim> named(Trial trial) {
    return trial.conclusion().stream()
        .filter(Conclusion.Culprit.class::isInstance)
        .map(Conclusion.Culprit.class::cast)
        .flatMap(main -> Stream.concat(Stream.of(main), main.others().stream()))
        .map(culprit ->
            new Claim(culprit.confidence(), trial.guilty().contains(culprit.candidate())));
  }

  private static Optional<Reliability> of(double from, double to, List<Claim> claims) {
    List<Claim> within =
        claims.stream()
            .filter(each -> each.stated >= from && (each.stated < to || to == 1))
            .toList();
    return within.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Reliability(
                from,
                to,
                within.stream().mapToDouble(Claim::stated).average().orElseThrow(),
                new Proportion((int) within.stream().filter(Claim::right).count(), within.size())));
  }

  /** One culprit named, how sure, and whether it is one. */
  private record Claim(double stated, boolean right) {}
}
