package dev.halfspeed.search;

import java.util.Optional;

/** What a reproducer answers, and what is known of its errors. */
public sealed interface Reproducer {

  /**
   * A number for each run. The noise is found out while measuring; {@link Evidence.Earlier} makes
   * that shorter.
   *
   * @param step of the metric's numbers; empty where it is to be estimated from them
   * @param sought which change is looked for: what disturbs a boot makes the metric worse, which is
   *     a loss on the search's scale only where a regression is looked for
   */
  record Metric(Optional<Told> told, Optional<Step> step, Sought sought) implements Reproducer {
    /** Nothing is known beforehand. */
    public Metric() {
      this(Optional.empty());
    }

    /** Nothing is known of the numbers' step. */
    public Metric(Optional<Told> told) {
      this(told, Optional.empty(), Sought.REGRESSION);
    }
  }

  /**
   * What all values of a metric are multiples of.
   *
   * @param size in the metric's unit, greater than 0
   * @param scale between the metric and the search's numbers
   */
  record Step(double size, MetricScale scale) {
    public Step {
      if (!(size > 0 && Double.isFinite(size))) {
        throw new IllegalArgumentException("a step is positive and finite, not " + size);
      }
    }
  }

  /**
   * A metric whose noise and regression are known for certain, as in a simulation that asks what
   * not knowing them costs. All on the log scale, a boot of the usual number of runs.
   *
   * @param level the metric without the culprit, on every machine
   * @param effect the change, negative
   * @param boot standard deviation between boots
   */
  record Told(double level, double effect, double boot) {}

  /**
   * Pass or fail for each run, wrong now and then on both sides. The rates are found out while
   * testing; nothing is taken for impossible.
   *
   * @param failsWhenGood belief about the part of runs that fail without the culprit; empty where
   *     nothing is known of it
   * @param failsWhenBad belief about the part of runs that fail with it
   */
  record PassFail(Optional<Rate> failsWhenGood, Optional<Rate> failsWhenBad) implements Reproducer {
    /** Nothing is known beforehand. */
    public PassFail() {
      this(Optional.empty(), Optional.empty());
    }

    /** Both rates are known about. */
    public PassFail(Rate failsWhenGood, Rate failsWhenBad) {
      this(Optional.of(failsWhenGood), Optional.of(failsWhenBad));
    }
  }

  /**
   * A Beta belief about a probability, as if that many runs had been seen.
   *
   * @param failed greater than 0
   * @param passed greater than 0
   */
  record Rate(double failed, double passed) {
    public Rate {
      if (!(failed > 0 && passed > 0)) {
        throw new IllegalArgumentException(
            "a rate's pseudo-counts are greater than 0, not " + failed + " and " + passed);
      }
    }

    /**
     * A rate that somebody believes in, as if so many runs had been seen: enough to begin with, and
     * outweighed by what is measured. Nothing is taken for impossible.
     *
     * @param part of the runs that fail, from 0 to 1
     */
    public static Rate about(double part, double runs) {
      double possible = Math.clamp(part, 0.25 / runs, 1 - 0.25 / runs);
      return new Rate(runs * possible, runs * (1 - possible));
    }
  }
}
