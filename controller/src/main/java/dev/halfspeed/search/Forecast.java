package dev.halfspeed.search;

import java.util.OptionalDouble;

/**
 * What is ahead of a bisection at one of its steps, if there is one culprit: the search for a
 * further one counts once the first is proved, with the probability that there is one.
 *
 * @param work boots and builds that are expected until the end, proof included
 * @param boots the boots of it, with the range that holds them in eight of ten bisections
 * @param success probability that the bisection ends within its budget of boots with a culprit that
 *     is named and proved. It counts that there may be no regression, and how little is known of
 *     its size; not that commits may turn out not to build or boot
 * @param resolvable the smallest change, on the log scale and without its sign, that what is left
 *     of the budget resolves in nine of ten bisections; empty where it resolves none, while the
 *     noise is unknown, once only the proof is left, and for a reproducer that passes or fails
 */
public record Forecast(Workload work, Span boots, double success, OptionalDouble resolvable) {

  /** An expected value, with the range that holds it in eight of ten bisections. */
  public record Span(double expected, double low, double high) {
    /** The same range about another value. */
    public Span scaled(double other) {
      double factor = expected > 0 ? other / expected : 0;
      return new Span(other, low * factor, high * factor);
    }
  }

  /** At the end. */
  public static Forecast ended(double success) {
    return new Forecast(Workload.NOTHING, new Span(0, 0, 0), success, OptionalDouble.empty());
  }
}
