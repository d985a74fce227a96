package dev.halfspeed.evidence;

import java.util.Map;

/**
 * What a kernel counted in one boot, over its runs.
 *
 * @param seconds of all runs
 * @param rates by name, growth per second, the mean of the runs
 * @param levels by name, likewise, of what goes up and down
 * @param work units of work per second, where the metric is such a rate; 1 where it is none, so
 *     that what is told for the same work is told for the same time
 */
public record CountedBoot(
    String machine,
    double seconds,
    Map<String, Double> rates,
    Map<String, Double> levels,
    double work) {
  /** Refuses a boot that took no time or did no work: nothing can be told per second of it. */
  public CountedBoot {
    if (!(seconds > 0) || !(work > 0)) {
      throw new IllegalArgumentException(seconds + " s with a work of " + work + " per second");
    }
    rates = Map.copyOf(rates);
    levels = Map.copyOf(levels);
  }
}
