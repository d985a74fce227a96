package dev.halfspeed.benchmark.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Mean and quantiles of some numbers; not numbers where there are none. */
public final class SampleSummary {
  private final double[] sorted;

  private SampleSummary(double[] sorted) {
    this.sorted = sorted;
  }

  public static SampleSummary of(DoubleStream values) {
    double[] sorted = values.toArray();
    Arrays.sort(sorted);
    return new SampleSummary(sorted);
  }

  public double mean() {
    return sorted.length == 0 ? Double.NaN : Arrays.stream(sorted).sum() / sorted.length;
  }

  /** The smallest value that at least that part of the values does not exceed. */
  public double quantile(double part) {
    int rank = (int) Math.ceil(part * sorted.length) - 1;
    return sorted.length == 0 ? Double.NaN : sorted[Math.clamp(rank, 0, sorted.length - 1)];
  }
}
