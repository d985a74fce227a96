package dev.halfspeed.report.view;

import java.util.List;

/**
 * The latencies of single transactions in a bisection, without the change and with it, or of one
 * boot beside these.
 *
 * @param percentiles from 0, the least, to 100, the most; without those that a single transaction
 *     would decide
 * @param sides first without the change, a single boot last; none where no run has left a histogram
 */
public record LatencyView(String bisection, List<Double> percentiles, List<Side> sides) {
  public LatencyView {
    percentiles = List.copyOf(percentiles);
    sides = List.copyOf(sides);
  }

  /** Of a bisection whose runs leave no histograms. */
  public static LatencyView none(String bisection) {
    return new LatencyView(bisection, List.of(), List.of());
  }

  /**
   * Boots of one side.
   *
   * @param of what was booted, such as the good end
   * @param milliseconds for each percentile
   */
  public record Side(String of, int boots, long transactions, List<Double> milliseconds) {
    public Side {
      milliseconds = List.copyOf(milliseconds);
    }
  }
}
