package dev.halfspeed.search;

/**
 * How a metric's values become the search's numbers, and back: natural logarithms, their sign
 * turned where the change that is looked for makes the metric larger. On the search's scale that
 * change is always a loss.
 *
 * @param higherIsBetter whether more of the metric is better
 * @param sought which change is looked for
 */
public record MetricScale(boolean higherIsBetter, Sought sought) {

  /** Whether the change that is looked for makes the metric smaller. */
  public boolean seeksFall() {
    return switch (sought) {
      case REGRESSION -> higherIsBetter;
      case IMPROVEMENT -> !higherIsBetter;
    };
  }

  /** A value, greater than 0, on the search's scale. */
  public double logarithm(double value) {
    return signed(Math.log(value));
  }

  /** The value of a number on the search's scale. */
  public double value(double logarithm) {
    return Math.exp(signed(logarithm));
  }

  /** An effect on the search's scale as one of the metric itself. */
  public Effect ofMetric(Effect effect) {
    return seeksFall() ? effect : new Effect(-effect.log(), -effect.high(), -effect.low());
  }

  /**
   * A change as is looked for as a part of the metric, without a sign.
   *
   * @param size on the log scale, without a sign
   */
  public double part(double size) {
    return Math.abs(Math.expm1(signed(-size)));
  }

  /**
   * The inverse of {@link #part}: a change's size on the log scale, without a sign.
   *
   * @param part of the metric, without a sign; less than 1 where a fall is looked for
   */
  public double size(double part) {
    return seeksFall() ? -Math.log1p(-part) : Math.log1p(part);
  }

  private double signed(double logarithm) {
    return seeksFall() ? logarithm : -logarithm;
  }
}
