package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Effect;
import dev.halfspeed.search.noise.EffectPrior;
import dev.halfspeed.search.noise.NormalEquations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is believed of the effect, given that there is one; on the log scale, losses negative. */
public final class EffectBelief {
  private static final double NORMAL_95 = 1.959964;

  /** A guess at the size while nothing is known. */
  private static final double USUAL_SIZE = 0.15;

  /** Of the effect on the log scale, before anything was measured. */
  private static final double LEAST_PRECISION = 1;

  /** Five points for integrals over a normal distribution, in its standard deviations. */
  private static final double[] NODES = {-2.85697, -1.35563, 0, 1.35563, 2.85697};

  private static final double[] NODE_WEIGHTS = {0.011257, 0.222076, 0.533333, 0.222076, 0.011257};

  private final EffectPrior prior;
  private final double mean;
  private final double deviation;
  private final double repeatDeviation;

  private EffectBelief(EffectPrior prior, double mean, double deviation, double repeatDeviation) {
    this.prior = prior;
    this.mean = mean;
    this.deviation = deviation;
    this.repeatDeviation = repeatDeviation;
  }

  /** It was told. */
  static EffectBelief told(EffectPrior prior, double effect) {
    return new EffectBelief(prior, effect, 0, 0);
  }

  /**
   * Averages the fits of all scales.
   *
   * @param severalLayouts whether some commit was built with other layouts too
   */
  static EffectBelief of(EffectPrior prior, NoiseBelief noise, boolean severalLayouts) {
    double mean = 0;
    double square = 0;
    double known = 0;
    double repeat = 0;
    for (WeightedScale each : noise.scales()) {
      NormalEquations.Fit fit = each.fit();
      if (fit.s() > 1e-6) {
        // Rounded values that are all alike leave it open; nothing is e times slower or faster.
        double precision = fit.s() + LEAST_PRECISION;
        double delta = fit.t() / precision;
        known += each.probability();
        mean += each.probability() * delta;
        square += each.probability() * (delta * delta + 1 / precision);
        double luck = severalLayouts ? 0 : 2 * each.scale().layoutVariance();
        repeat += each.probability() * Math.max(0.1 / precision, 1 / precision - luck);
      }
    }
    if (known <= 0.5) {
      return new EffectBelief(
          prior, Double.NaN, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    mean /= known;
    return new EffectBelief(
        prior,
        mean,
        Math.sqrt(Math.max(0, square / known - mean * mean)),
        Math.sqrt(repeat / known));
  }

  /** With an interval of 95 %; empty while an end was not measured. */
  Optional<Effect> effect() {
    return Double.isNaN(mean)
        ? Optional.empty()
        : Optional.of(new Effect(mean, mean - NORMAL_95 * deviation, mean + NORMAL_95 * deviation));
  }

  /** Standard deviation of the effect; infinite while an end was not measured. */
  double deviation() {
    return deviation;
  }

  /**
   * The part of the standard deviation that more boots would lessen: that of the same images, where
   * no others are built.
   */
  public double repeatDeviation() {
    return repeatDeviation;
  }

  /** Expected size, as a positive number; a guess while nothing is known. */
  public double size() {
    return Double.isNaN(mean) ? USUAL_SIZE : Math.max(Math.abs(mean), 1e-6);
  }

  /** A size of the effect, positive, with its probability. */
  public record Size(double size, double probability) {}

  /** What is believed about the size in a few points. */
  public List<Size> sizes() {
    var sizes = new ArrayList<Size>();
    if (Double.isNaN(mean)) {
      for (int component = 0; component < prior.components(); component++) {
        sizes.add(new Size(-prior.mean(component), prior.weight(component)));
      }
    } else {
      for (int node = 0; node < NODES.length; node++) {
        sizes.add(new Size(Math.max(0, -mean - NODES[node] * deviation), NODE_WEIGHTS[node]));
      }
    }
    return sizes;
  }
}
