package dev.halfspeed.campaign;

import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.MetricScale;

/**
 * A relative change of the metric with its 95 % interval, as rows keep it.
 *
 * @param fraction signed: -0.25 is a quarter less; the bounds likewise
 */
public record MetricChange(double fraction, double low, double high) {
  /** The change of the metric itself that an effect on the search's scale is. */
  public static MetricChange of(Effect effect, MetricScale scale) {
    Effect change = scale.ofMetric(effect);
    return new MetricChange(change.fraction(), change.lowFraction(), change.highFraction());
  }

  /** Converts it to its view. */
  public BisectionView.Change view() {
    return new BisectionView.Change(fraction, low, high);
  }
}
