package dev.halfspeed.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many times as much of a metric the boots of one kernel have as those of another, on the
 * machines that booted both. Boots are compared within their machine, so that what machines differ
 * by does not count.
 */
public final class LevelDifference {
  /** Variance on the log scale that any value may have: equal values are no proof of no noise. */
  private static final double LEAST_VARIANCE = 1e-12;

  private LevelDifference() {}

  /**
   * The second side as a multiple of the first.
   *
   * @param first logarithms of the boots' values, by machine, like {@code second}
   * @return empty where no machine booted both, or none booted either side more than once
   */
  public static Optional<Ratio> of(
      Map<String, List<Double>> first, Map<String, List<Double>> second) {
    return Contrast.of(values(first), values(second)).map(Contrast::ratio);
  }

  private static Map<String, List<Contrast.Value>> values(Map<String, List<Double>> logarithms) {
    var values = new HashMap<String, List<Contrast.Value>>();
    logarithms.forEach((machine, logs) ->
        values.put(
            machine, logs.stream().map(log -> new Contrast.Value(log, LEAST_VARIANCE)).toList()));
    return values;
  }
}
