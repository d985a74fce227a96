package dev.halfspeed.comparison;

import java.util.List;

/** What came back. Infrastructure faults are no evidence: the boot is asked for again. */
public sealed interface ComparisonEvidence {

  /**
   * A boot that gave numbers.
   *
   * @param values one per run: the natural logarithm of the metric
   */
  record Measured(BlockBoot boot, List<Double> values) implements ComparisonEvidence {
    public Measured {
      values = List.copyOf(values);
      if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
        throw new IllegalArgumentException("a measured boot has runs with finite values");
      }
    }

    /**
     * The boot's value: Hodges and Lehmann's centre of its runs, the median of the means of all
     * pairs of them, which a run in three that was disturbed does not move far. Runs of one boot
     * are not independent, so however many there are, a boot is one value.
     */
    public double value() {
      int runs = values.size();
      double[] means = new double[runs * (runs + 1) / 2];
      int next = 0;
      for (int one = 0; one < runs; one++) {
        for (int other = one; other < runs; other++) {
          means[next++] = (values.get(one) + values.get(other)) / 2;
        }
      }
      return Medians.of(means);
    }
  }

  /** A variant that does not build, boot or give numbers: it is compared no more. */
  record Untestable(int variant) implements ComparisonEvidence {}
}
