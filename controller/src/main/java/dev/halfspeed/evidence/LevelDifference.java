package dev.halfspeed.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

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
   * @param <P> stands for machines
   * @return empty where no machine booted both, or none booted either side more than once
   */
  public static <P> Optional<Ratio> of(Map<P, List<Double>> first, Map<P, List<Double>> second) {
    return Contrast.of(values(first), values(second)).map(Contrast::ratio);
  }

  private static <P> Map<P, List<Contrast.Value>> values(Map<P, List<Double>> logarithms) {
    var values = new HashMap<P, List<Contrast.Value>>();
    logarithms.forEach((machine, logs) ->
        values.put(
            machine, logs.stream().map(log -> new Contrast.Value(log, LEAST_VARIANCE)).toList()));
    return values;
  }

  /**
   * The mean of one side over the machines that booted both, each machine with the weight that it
   * has in the difference: so the means of both sides differ by just that.
   *
   * @param side values by machine, like {@code other}
   * @param <P> stands for machines
   * @return empty where no machine booted both
   */
  public static <P> OptionalDouble mean(Map<P, List<Double>> side, Map<P, List<Double>> other) {
    double weights = 0;
    double sum = 0;
    for (Map.Entry<P, List<Double>> entry : side.entrySet()) {
      List<Double> values = entry.getValue();
      int others = other.getOrDefault(entry.getKey(), List.of()).size();
      if (others > 0 && !values.isEmpty()) {
        double weight = Contrast.weight(values.size(), others);
        sum += weight * values.stream().mapToDouble(value -> value).average().orElseThrow();
        weights += weight;
      }
    }
    return weights > 0 ? OptionalDouble.of(sum / weights) : OptionalDouble.empty();
  }
}
