package dev.halfspeed.core;

import java.util.Map;

/**
 * What a kernel counted during one run.
 *
 * @param seconds that the run took by that kernel's clock: where that counts instructions, so do
 *     these seconds
 * @param rates by name, how much each counter grew per second; times are seconds per second
 * @param levels by name, what goes up and down as it was after the run
 */
public record KernelCounters(
    double seconds, Map<String, Double> rates, Map<String, Double> levels) {
  public KernelCounters {
    rates = Map.copyOf(rates);
    levels = Map.copyOf(levels);
  }
}
