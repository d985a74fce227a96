package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the evidence says about the culprit, the effect and the noise. */
final class Posterior {
  /** Part of P(NONE) that is an improvement, not a standstill. */
  private static final double IMPROVED = 0.1;

  private static final double NEGLIGIBLE = 1e-3;

  /** In nats below the best. */
  private static final double HOPELESS = 16;

  private static final double NORMAL_95 = 1.959964;

  private final Ancestry ancestry;
  private final Observations observations;
  private final double[] prior;
  private final Cells cells;
  private final double[] masses;
  private final double none;
  private final List<Weighted> scales = new ArrayList<>();
  private final double effect;
  private final double effectDeviation;
  private final double repeatDeviation;

  /**
   * A noise scale with its posterior probability, and its model's fit under the best hypothesis.
   *
   * @param bad the images that are bad under that hypothesis
   */
  record Weighted(
      NoiseScale scale, double probability, NoiseModel model, NoiseModel.Fit fit, BitSet bad) {}

  Posterior(Ancestry ancestry, Prior belief, Observations observations) {
    this.ancestry = ancestry;
    this.observations = observations;
    prior = weights(belief, observations, ancestry.size());
    Cells split = Cells.whole(ancestry, prior);
    for (int image = 0; image < observations.images(); image++) {
      // An image without boots tells nothing apart, but keeps its place in the signature.
      split =
          split.split(
              observations.bootsOfImage(image) == 0
                  ? Observations.GOOD
                  : observations.standOf(image));
    }
    cells = split;

    var grid = new ArrayList<NoiseScale>();
    var models = new ArrayList<NoiseModel>();
    keepPromising(NoiseScale.grid(observations.runNoise()), grid, models);
    int count = cells.size();
    double[][] logs = new double[grid.size()][count + 1];
    var fits = new ArrayList<NoiseModel.Fit>(grid.size());
    int[] best = new int[grid.size()];
    double priorNone = count == 0 ? 1 : belief.none();
    double most = Double.NEGATIVE_INFINITY;
    for (int index = 0; index < grid.size(); index++) {
      NoiseModel model = models.get(index);
      NoiseModel.Fit nothing = model.fit(new BitSet());
      NoiseModel.Fit bestFit = nothing;
      double improved = 0;
      double top = Double.NEGATIVE_INFINITY;
      best[index] = -1;
      double[] upward = new double[count];
      for (int cell = 0; cell < count; cell++) {
        NoiseModel.Fit fit = model.fit(cells.list().get(cell).signature());
        double weight = Math.log(cells.list().get(cell).weight() * (1 - priorNone));
        double log = fit.log() + EffectPrior.logIntegral(fit.s(), fit.t(), 1);
        logs[index][cell] = grid.get(index).logPrior() + weight + log;
        upward[cell] =
            fit.log()
                + EffectPrior.logIntegral(fit.s(), fit.t(), -1)
                + Math.log(cells.list().get(cell).weight());
        if (weight + log > top) {
          top = weight + log;
          bestFit = fit;
          best[index] = cell;
        }
      }
      double standstill = nothing.log();
      double high = standstill;
      for (double log : upward) {
        high = Math.max(high, log);
      }
      for (double log : upward) {
        improved += Math.exp(log - high);
      }
      logs[index][count] =
          grid.get(index).logPrior()
              + Math.log(priorNone)
              + high
              + Math.log(
                  (count == 0 ? 1 : 1 - IMPROVED) * Math.exp(standstill - high)
                      + IMPROVED * improved);
      for (double log : logs[index]) {
        most = Math.max(most, log);
      }
      fits.add(bestFit);
    }

    masses = new double[count];
    double[] marginal = new double[grid.size()];
    double nothing = 0;
    double total = 0;
    for (int index = 0; index < grid.size(); index++) {
      for (int cell = 0; cell <= count; cell++) {
        double mass = Math.exp(logs[index][cell] - most);
        marginal[index] += mass;
        total += mass;
        if (cell < count) {
          masses[cell] += mass;
        } else {
          nothing += mass;
        }
      }
    }
    for (int cell = 0; cell < count; cell++) {
      masses[cell] /= total;
    }
    none = nothing / total;

    double kept = 0;
    for (double mass : marginal) {
      kept += mass / total >= NEGLIGIBLE ? mass : 0;
    }
    double mean = 0;
    double square = 0;
    double precisionKnown = 0;
    double repeat = 0;
    for (int index = 0; index < grid.size(); index++) {
      if (marginal[index] / total >= NEGLIGIBLE) {
        double probability = marginal[index] / kept;
        NoiseModel.Fit fit = fits.get(index);
        var bad = best[index] < 0 ? new BitSet() : cells.list().get(best[index]).signature();
        scales.add(new Weighted(grid.get(index), probability, models.get(index), fit, bad));
        if (fit.s() > 1e-6) {
          precisionKnown += probability;
          double delta = fit.t() / fit.s();
          mean += probability * delta;
          square += probability * (delta * delta + 1 / fit.s());
          repeat +=
              probability
                  * Math.max(0.1 / fit.s(), 1 / fit.s() - 2 * grid.get(index).layoutVariance());
        }
      }
    }
    if (precisionKnown > 0.5) {
      effect = mean / precisionKnown;
      effectDeviation = Math.sqrt(Math.max(0, square / precisionKnown - effect * effect));
      repeatDeviation = Math.sqrt(repeat / precisionKnown);
    } else {
      effect = Double.NaN;
      effectDeviation = Double.POSITIVE_INFINITY;
      repeatDeviation = Double.POSITIVE_INFINITY;
    }
  }

  /** Drops the scales under which even the best hypothesis would be far too improbable. */
  private void keepPromising(List<NoiseScale> all, List<NoiseScale> grid, List<NoiseModel> models) {
    double best = Double.NEGATIVE_INFINITY;
    double[] promises = new double[all.size()];
    var every = new ArrayList<NoiseModel>(all.size());
    for (int index = 0; index < promises.length; index++) {
      every.add(new NoiseModel(observations, all.get(index)));
      promises[index] = every.getLast().promise() + all.get(index).logPrior();
      best = Math.max(best, promises[index]);
    }
    for (int index = 0; index < promises.length; index++) {
      if (promises[index] > best - HOPELESS) {
        grid.add(all.get(index));
        models.add(every.get(index));
      }
    }
  }

  private static double[] weights(Prior belief, Observations observations, int size) {
    double[] weights = new double[size];
    double sum = 0;
    for (int candidate = 0; candidate < size; candidate++) {
      if (!observations.isExcluded(candidate)) {
        weights[candidate] = belief.weight(candidate);
        sum += weights[candidate];
      }
    }
    for (int candidate = 0; candidate < size && sum > 0; candidate++) {
      weights[candidate] /= sum;
    }
    return weights;
  }

  Ancestry ancestry() {
    return ancestry;
  }

  Observations observations() {
    return observations;
  }

  Cells cells() {
    return cells;
  }

  /** Prior weight of each candidate; they sum to 1, excluded ones have 0. Not to be changed. */
  double[] prior() {
    return prior;
  }

  /** Posterior probability of a cell. */
  double mass(int cell) {
    return masses[cell];
  }

  /** Posterior probability that there is no regression. */
  double none() {
    return none;
  }

  /** Posterior probability of each candidate. */
  double[] probabilities() {
    double[] probabilities = new double[prior.length];
    for (int index = 0; index < masses.length; index++) {
      Cells.Cell cell = cells.list().get(index);
      for (int candidate : cell.list()) {
        probabilities[candidate] = masses[index] * prior[candidate] / cell.weight();
      }
    }
    return probabilities;
  }

  /** The cells' numbers, the most probable first. */
  List<Integer> cellsByMass() {
    return IntStream.range(0, masses.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer cell) -> -masses[cell]))
        .toList();
  }

  /** Noise scales that matter, with probabilities that sum to 1. */
  List<Weighted> scales() {
    return scales;
  }

  /** The noise scale that fits best. */
  Weighted bestScale() {
    return scales.stream()
        .max(Comparator.comparingDouble(Weighted::probability))
        .orElseThrow(() -> new IllegalStateException("no noise scale fits"));
  }

  /** The change from good to bad, without any prior; empty while an end was not measured. */
  Optional<Effect> effect() {
    return Double.isNaN(effect)
        ? Optional.empty()
        : Optional.of(
            new Effect(
                effect,
                effect - NORMAL_95 * effectDeviation,
                effect + NORMAL_95 * effectDeviation));
  }

  /** Standard deviation of the effect; infinite while an end was not measured. */
  double effectDeviation() {
    return effectDeviation;
  }

  /** The part of {@link #effectDeviation} that more boots of the same images would lessen. */
  double repeatDeviation() {
    return repeatDeviation;
  }

  /** Expected size of the effect, as a positive number; a guess while nothing is known. */
  double effectSize() {
    return Double.isNaN(effect) ? 0.15 : Math.max(Math.abs(effect), 1e-6);
  }

  /** Typical standard deviation of a boot of one run, its image given; 0 while unknown. */
  double noise() {
    return observations.boots().size() < 2
        ? 0
        : Math.exp(
            scales.stream()
                .mapToDouble(
                    each -> each.probability() * Math.log(each.scale().bootVariance(1)) / 2)
                .sum());
  }

  /** Variance of a machine's level, as far as it blurs the next measurement there. */
  double levelVariance(int machine) {
    return machine < observations.machines()
        ? bestScale().fit().variances()[machine]
        : NoiseModel.LEVEL_PRIOR * NoiseModel.LEVEL_PRIOR;
  }
}
