package dev.halfspeed.worker.protocol;

import java.util.Map;

/**
 * What the kernel under test counted during one run: read before the step {@code run} and after it,
 * so that reading costs the run nothing.
 *
 * @param seconds between the two readings, by the clock of the kernel under test: where that counts
 *     instructions, so do these seconds
 * @param rates by name, how much each counter grew per second; times are seconds per second
 * @param levels by name, what goes up and down as it was after the run
 */
public record RunCounters(double seconds, Map<String, Double> rates, Map<String, Double> levels) {
  public RunCounters {
    rates = Map.copyOf(rates);
    levels = Map.copyOf(levels);
  }
}
