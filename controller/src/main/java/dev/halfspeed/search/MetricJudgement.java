package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What numbers say: the evidence of each cell, over all the ways the noise may be. */
final class MetricJudgement implements Judgement {
  /** Part of P(NONE) that is an improvement, not a standstill. */
  private static final double IMPROVED = 0.1;

  private static final double NEGLIGIBLE = 2e-3;
  private static final double NORMAL_95 = 1.959964;

  /** A guess at the effect while nothing is known. */
  private static final double USUAL_EFFECT = 0.15;

  /** A guess at the noise while nothing is known. */
  private static final double USUAL_NOISE = 0.01;

  /** Posterior probability of a drift from which it is spoken of. */
  private static final double DRIFTS_FOR_CERTAIN = 0.9;

  /** A shift that is worth speaking of, in standard deviations of a boot. */
  private static final double CLEAR_SHIFT = 2;

  /** Five points for integrals over a normal distribution, in its standard deviations. */
  private static final double[] NODES = {-2.85697, -1.35563, 0, 1.35563, 2.85697};

  private static final double[] NODE_WEIGHTS = {0.011257, 0.222076, 0.533333, 0.222076, 0.011257};

  private final Observations observations;
  private final EffectPrior effects;
  private final List<Weighted> scales = new ArrayList<>();
  private final double[] masses;
  private final double none;
  private final double effect;
  private final double effectDeviation;
  private final double repeatDeviation;

  /**
   * A noise scale with its posterior probability, and its model's fit under the best hypothesis.
   *
   * @param bad the images that are bad under that hypothesis
   */
  record Weighted(
      NoiseScale scale,
      double probability,
      NoiseModel model,
      NormalEquations.Fit fit,
      BitSet bad) {}

  MetricJudgement(
      Partition partition,
      int[] pointOf,
      double priorNone,
      Observations observations,
      Ancestry ancestry,
      Reproducer.Metric metric,
      List<Integer> knownCulprits) {
    this.observations = observations;
    effects =
        metric.told().map(told -> EffectPrior.told(told.effect())).orElseGet(EffectPrior::broad);
    List<NoiseModel> models = models(metric, ancestry, knownCulprits);
    int count = partition.size();
    double noneBelief = count == 0 ? 1 : priorNone;
    double[][] logs = new double[models.size()][count + 1];
    var fits = new ArrayList<NormalEquations.Fit>(models.size());
    int[] best = new int[models.size()];
    double most = Double.NEGATIVE_INFINITY;
    for (int index = 0; index < models.size(); index++) {
      NoiseModel model = models.get(index);
      double prior = model.scale().logPrior() + earlier(model.scale());
      NormalEquations.Fit[] found = model.fits(partition, pointOf);
      NormalEquations.Fit nothing = model.fit(new BitSet());
      best[index] = -1;
      double top = Double.NEGATIVE_INFINITY;
      double improved = 0;
      for (int cell = 0; cell < count; cell++) {
        NormalEquations.Fit fit = found[cell];
        double weight = partition.cell(cell).weight();
        double log =
            Math.log(weight * (1 - noneBelief))
                + fit.log()
                + effects.logIntegral(fit.s(), fit.t(), 1);
        logs[index][cell] = prior + log;
        if (fit.t() > 0) {
          improved +=
              weight
                  * Math.exp(
                      Math.min(
                          500,
                          fit.log() - nothing.log() + effects.logIntegral(fit.s(), fit.t(), -1)));
        }
        if (log > top) {
          top = log;
          best[index] = cell;
        }
      }
      fits.add(best[index] < 0 ? nothing : found[best[index]]);
      logs[index][count] =
          prior
              + Math.log(noneBelief)
              + nothing.log()
              + Math.log((count == 0 ? 1 : 1 - IMPROVED) + IMPROVED * improved);
      for (double log : logs[index]) {
        most = Math.max(most, log);
      }
    }
    masses = new double[count];
    double[] marginal = new double[models.size()];
    double total = 0;
    double nothing = 0;
    for (int index = 0; index < marginal.length; index++) {
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
    double known = 0;
    double repeat = 0;
    for (int index = 0; index < marginal.length; index++) {
      if (marginal[index] / total < NEGLIGIBLE) {
        continue;
      }
      double probability = marginal[index] / kept;
      NormalEquations.Fit fit = fits.get(index);
      NoiseModel model = models.get(index);
      scales.add(
          new Weighted(
              model.scale(), probability, model, fit, badImages(partition, pointOf, best[index])));
      if (fit.s() > 1e-6) {
        known += probability;
        double delta = fit.t() / fit.s();
        mean += probability * delta;
        square += probability * (delta * delta + 1 / fit.s());
        double luck = observations.severalLayouts() ? 0 : 2 * model.scale().layoutVariance();
        repeat += probability * Math.max(0.1 / fit.s(), 1 / fit.s() - luck);
      }
    }
    if (metric.told().isPresent()) {
      effect = metric.told().orElseThrow().effect();
      effectDeviation = 0;
      repeatDeviation = 0;
    } else if (known > 0.5) {
      effect = mean / known;
      effectDeviation = Math.sqrt(Math.max(0, square / known - effect * effect));
      repeatDeviation = Math.sqrt(repeat / known);
    } else {
      effect = Double.NaN;
      effectDeviation = Double.POSITIVE_INFINITY;
      repeatDeviation = Double.POSITIVE_INFINITY;
    }
  }

  private List<NoiseModel> models(
      Reproducer.Metric metric, Ancestry ancestry, List<Integer> knownCulprits) {
    if (metric.told().isPresent()) {
      double boot = metric.told().orElseThrow().boot();
      var scale =
          new NoiseScale(boot, 0, observations.runNoise(), boot / 100, 0, NoiseScale.NO_MACHINE, 0);
      return List.of(
          new NoiseModel(
              observations, scale, knownCulprits, ancestry, boot / 100, BootNoise.OUTLIERS));
    }
    boolean drifts = false;
    for (int machine = 0; machine < observations.machines(); machine++) {
      drifts |= observations.turns(machine) > Levels.STRETCH;
    }
    var grid =
        new NoiseGrid(
            observations.runNoise(),
            observations.machines(),
            drifts,
            observations.severalLayouts());
    var survey =
        new NoiseSurvey(
            observations.boots().size(),
            grid,
            scale ->
                new NoiseModel(
                    observations, scale, knownCulprits, ancestry, Levels.VAGUE, BootNoise.OUTLIERS),
            model -> model.promise(effects) + earlier(model.scale()));
    return survey.models(grid.near(guess()));
  }

  /** Typical distance between two boots of one image, of any two where none was booted twice. */
  private double guess() {
    var distances = new ArrayList<Double>();
    double[] last = new double[observations.images()];
    boolean[] seen = new boolean[observations.images()];
    for (Observations.Boot boot : observations.boots()) {
      if (seen[boot.image()]) {
        distances.add(Math.abs(boot.value() - last[boot.image()]));
      }
      seen[boot.image()] = true;
      last[boot.image()] = boot.value();
    }
    for (Observations.Series series : observations.earlier()) {
      for (int index = 1; index < series.values().size(); index++) {
        distances.add(Math.abs(series.values().get(index) - series.values().get(index - 1)));
      }
    }
    distances.sort(Comparator.naturalOrder());
    // The median distance of two normal values is 0.954 standard deviations.
    return distances.isEmpty() ? USUAL_NOISE : distances.get(distances.size() / 2) / 0.954;
  }

  /** Log evidence of earlier campaigns at a scale: each series has a level of its own. */
  private double earlier(NoiseScale scale) {
    double log = 0;
    for (Observations.Series series : observations.earlier()) {
      double weights = 0;
      double sum = 0;
      double square = 0;
      for (int index = 0; index < series.values().size(); index++) {
        double weight = 1 / scale.bootVariance(series.runs().get(index));
        double value = series.values().get(index);
        weights += weight;
        sum += weight * value;
        square += weight * value * value;
        log += Math.log(weight) / 2;
      }
      log -= Math.log(weights) / 2 + (square - sum * sum / weights) / 2;
    }
    return log;
  }

  private BitSet badImages(Partition partition, int[] pointOf, int cell) {
    var bad = new BitSet();
    if (cell >= 0) {
      BitSet signature = partition.cell(cell).signature();
      for (int image = 0; image < pointOf.length; image++) {
        bad.set(image, pointOf[image] >= 0 && signature.get(pointOf[image]));
      }
    }
    return bad;
  }

  @Override
  public double[] masses() {
    return masses;
  }

  @Override
  public double none() {
    return none;
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

  @Override
  public Optional<Effect> effect() {
    return Double.isNaN(effect)
        ? Optional.empty()
        : Optional.of(
            new Effect(
                effect,
                effect - NORMAL_95 * effectDeviation,
                effect + NORMAL_95 * effectDeviation));
  }

  /**
   * The part of the effect's standard deviation that more boots would lessen: that of the same
   * images, where no others are built.
   */
  double repeatDeviation() {
    return repeatDeviation;
  }

  /** Expected size of the effect, as a positive number; a guess while nothing is known. */
  double effectSize() {
    return Double.isNaN(effect) ? USUAL_EFFECT : Math.max(Math.abs(effect), 1e-6);
  }

  /** A size of the effect, positive, with its probability. */
  record Size(double size, double probability) {}

  /** What is believed about the effect's size, given that there is one, in a few points. */
  List<Size> sizes() {
    var sizes = new ArrayList<Size>();
    if (Double.isNaN(effect)) {
      for (int component = 0; component < effects.components(); component++) {
        sizes.add(new Size(-effects.mean(component), effects.weight(component)));
      }
    } else {
      for (int node = 0; node < NODES.length; node++) {
        sizes.add(
            new Size(Math.max(0, -effect - NODES[node] * effectDeviation), NODE_WEIGHTS[node]));
      }
    }
    return sizes;
  }

  @Override
  public double noise() {
    return observations.boots().size() < 2 ? 0 : typicalNoise();
  }

  private double typicalNoise() {
    double sum = 0;
    for (Weighted each : scales) {
      sum += each.probability() * Math.log(each.scale().bootVariance(1)) / 2;
    }
    return Math.exp(sum);
  }

  /** Log of run noise over boot noise, averaged over the scales. */
  double logRunRatio() {
    double sum = 0;
    for (Weighted each : scales) {
      sum += each.probability() * Math.log(each.scale().run() / each.scale().boot());
    }
    return sum;
  }

  /** Mean variance between layouts, in units of that between boots. */
  double layoutRatio() {
    double sum = 0;
    for (Weighted each : scales) {
      sum += each.probability() * each.scale().layoutVariance() / each.scale().bootVariance(1);
    }
    return sum;
  }

  /** Typical standard deviation of the first boot of an image, the luck of its layout included. */
  double deviation() {
    return typicalNoise() * Math.sqrt(1 + layoutRatio());
  }

  /** Chance that the regression does not show on a machine. */
  double lacking(int machine) {
    double sum = 0;
    for (Weighted each : scales) {
      sum += each.scale().lacking() == machine ? each.probability() : 0;
    }
    return sum;
  }

  /** Chance that levels drift. */
  double drifting() {
    double sum = 0;
    for (Weighted each : scales) {
      sum += each.scale().drift() > 0 ? each.probability() : 0;
    }
    return sum;
  }

  @Override
  public Channel channel(int machine, int runs) {
    return new InformationYield(
        scales, effectSize(), Math.max(midVariance(machine), 0), machine, runs);
  }

  /** Variance of the level half-way between good and bad on a machine. */
  private double midVariance(int machine) {
    Weighted best = bestScale();
    NormalEquations.Fit fit = best.fit();
    if (fit.s() <= 1e-6) {
      return 0;
    }
    double variance;
    double slope = 0.5;
    if (machine < observations.machines()) {
      int column = best.model().levels().of(machine, Integer.MAX_VALUE - Levels.STRETCH);
      double[] unit = new double[fit.levels().length];
      unit[column] = 1;
      variance = fit.solver().solve(unit)[column];
      slope -= fit.shifts()[column];
    } else {
      // A machine that has not measured: the others tell its level up to their spread.
      variance =
          Math.min(best.scale().spread() * best.scale().spread(), effectSize() * effectSize());
    }
    double repeat = Double.isInfinite(repeatDeviation) ? 0 : repeatDeviation;
    return variance + slope * slope * repeat * repeat;
  }

  /** Standard deviation of a machine's level; of one that has not measured, the spread of all. */
  double levelDeviation(int machine) {
    Weighted best = bestScale();
    if (machine < observations.machines() && observations.turns(machine) > 0) {
      int column = best.model().levels().of(machine, Integer.MAX_VALUE - Levels.STRETCH);
      double[] unit = new double[best.fit().levels().length];
      unit[column] = 1;
      return Math.sqrt(Math.max(0, best.fit().solver().solve(unit)[column]));
    }
    return observations.machines() > 1 ? best.scale().spread() : 0;
  }

  /** In words, how far levels have moved with time; empty where they have not for certain. */
  Optional<String> shift() {
    if (drifting() < DRIFTS_FOR_CERTAIN) {
      return Optional.empty();
    }
    Weighted best = bestScale();
    double most = 0;
    int where = 0;
    for (int machine = 0; machine < observations.machines(); machine++) {
      int last = best.model().levels().of(machine, Integer.MAX_VALUE - Levels.STRETCH);
      for (int from = best.model().levels().of(machine, 0); from <= last; from++) {
        double moved = best.fit().levels()[last] - best.fit().levels()[from];
        if (Math.abs(moved) > Math.abs(most)) {
          most = moved;
          where = machine;
        }
      }
    }
    return Math.abs(most) < CLEAR_SHIFT * noise()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the metric moved with time, not with the commit: by %.1f %% on machine %d while"
                    + " it was measured, on both ends alike",
                100 * Math.abs(Math.expm1(most)),
                where));
  }

  /** The level of the bad end on a machine, now. */
  double badLevel(int machine, double size) {
    Weighted best = bestScale();
    Levels levels = best.model().levels();
    double level =
        best.fit().level(levels.of(machine, Integer.MAX_VALUE - Levels.STRETCH), size)
            + (machine == best.scale().lacking() ? 0 : size);
    for (int step = levels.levels(); step < levels.columns(); step++) {
      level += best.fit().level(step, size);
    }
    return level;
  }

  @Override
  public StepTest step(Revision culprit, Revision parent, Judgement noise) {
    return comparison(noise).step(culprit, parent);
  }

  @Override
  public StepTest revertStep(int candidate, Judgement noise) {
    return comparison(noise).revertStep(candidate);
  }

  private StepComparison comparison(Judgement noise) {
    return new StepComparison(
        observations, this, noise instanceof MetricJudgement other ? other.scales : scales);
  }

  /** Standard deviation of the effect; infinite while an end was not measured. */
  double effectDeviation() {
    return effectDeviation;
  }
}
