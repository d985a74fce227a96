package dev.halfspeed.search.posterior;

import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.noise.EarlierFits;
import dev.halfspeed.search.noise.EffectPrior;
import dev.halfspeed.search.noise.Levels;
import dev.halfspeed.search.noise.NoiseModel;
import dev.halfspeed.search.noise.NoiseModels;
import dev.halfspeed.search.noise.NormalEquations;
import dev.halfspeed.search.observation.Observations;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What numbers say: the evidence of each cell, over all the ways the noise may be. */
public final class MetricJudgement implements Judgement {
  /** Part of P(NONE) that is an improvement, not a standstill. */
  private static final double IMPROVED = 0.1;

  /** Posterior probability below which a noise scale is left out. */
  private static final double NEGLIGIBLE = 2e-3;

  /** A change of regime that is so probable is told. */
  private static final double CERTAIN = 0.9;

  /** The largest exponent that is taken for one improvement. */
  private static final double LARGEST = 500;

  private final Observations observations;
  private final double[] masses;
  private final double none;
  private final NoiseBelief noise;
  private final EffectBelief effect;
  private final LevelBelief levels;

  MetricJudgement(
      Partition partition,
      int[] pointOf,
      double priorNone,
      Observations observations,
      Ancestry ancestry,
      Reproducer.Metric metric,
      List<Integer> knownCulprits) {
    this.observations = observations;
    EffectPrior effects =
        metric.told().map(told -> EffectPrior.told(told.effect())).orElseGet(EffectPrior::broad);
    var earlier = new EarlierFits(observations);
    var evidence = new ArrayList<ScaleEvidence>();
    double most = Double.NEGATIVE_INFINITY;
    for (NoiseModel model :
        NoiseModels.of(observations, earlier, ancestry, metric, effects, knownCulprits)) {
      double prior = model.scale().logPrior() + earlier.log(model);
      ScaleEvidence found = evidence(model, prior, partition, pointOf, priorNone, effects);
      evidence.add(found);
      most = Math.max(most, found.most());
    }
    int count = partition.size();
    masses = new double[count];
    double[] marginal = new double[evidence.size()];
    double total = 0;
    double nothing = 0;
    for (int index = 0; index < marginal.length; index++) {
      for (int cell = 0; cell <= count; cell++) {
        double mass = Math.exp(evidence.get(index).logs()[cell] - most);
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
    var scales = new ArrayList<WeightedScale>();
    for (int index = 0; index < marginal.length; index++) {
      if (marginal[index] / total >= NEGLIGIBLE) {
        ScaleEvidence found = evidence.get(index);
        scales.add(
            new WeightedScale(
                found.model().scale(),
                marginal[index] / kept,
                found.model(),
                found.fit(),
                badImages(partition, pointOf, found.best())));
      }
    }
    noise = new NoiseBelief(scales);
    effect =
        metric
            .told()
            .map(told -> EffectBelief.told(effects, told.effect()))
            .orElseGet(() -> EffectBelief.of(effects, noise, observations.severalLayouts()));
    levels = new LevelBelief(observations, noise);
  }

  /**
   * What one noise scale says.
   *
   * @param logs log evidence of each cell, and last of no regression
   * @param best the cell with the most, or -1 where there are no cells
   * @param fit the model's under that
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, read only, and never compared
  private record ScaleEvidence(NoiseModel model, double[] logs, int best, NormalEquations.Fit fit) {
    double most() {
      double most = Double.NEGATIVE_INFINITY;
      for (double log : logs) {
        most = Math.max(most, log);
      }
      return most;
    }
  }

  private static ScaleEvidence evidence(
      NoiseModel model,
      double prior,
      Partition partition,
      int[] pointOf,
      double priorNone,
      EffectPrior effects) {
    int count = partition.size();
    double noneBelief = count == 0 ? 1 : priorNone;
    double[] logs = new double[count + 1];
    NormalEquations.Fit[] fits = model.fits(partition, pointOf);
    NormalEquations.Fit nothing = model.fitNothing();
    int best = -1;
    double top = Double.NEGATIVE_INFINITY;
    double improved = 0;
    for (int cell = 0; cell < count; cell++) {
      NormalEquations.Fit fit = fits[cell];
      double weight = partition.cell(cell).weight();
      double log =
          Math.log(weight * (1 - noneBelief))
              + fit.log()
              + effects.logIntegral(fit.s(), fit.t(), 1);
      logs[cell] = prior + log;
      if (fit.t() > 0) {
        double better = fit.log() - nothing.log() + effects.logIntegral(fit.s(), fit.t(), -1);
        improved += weight * Math.exp(Math.min(LARGEST, better));
      }
      if (log > top) {
        top = log;
        best = cell;
      }
    }
    logs[count] =
        prior
            + Math.log(noneBelief)
            + nothing.log()
            + Math.log((count == 0 ? 1 : 1 - IMPROVED) + IMPROVED * improved);
    return new ScaleEvidence(model, logs, best, best < 0 ? nothing : fits[best]);
  }

  private static BitSet badImages(Partition partition, int[] pointOf, int cell) {
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

  @Override
  public Optional<Effect> effect() {
    return effect.effect();
  }

  /** What is believed of the effect's size. */
  public EffectBelief effectBelief() {
    return effect;
  }

  /** What is believed of the noise. */
  public NoiseBelief noiseBelief() {
    return noise;
  }

  /** Changes of regime that are as good as certain. */
  public List<Assessment.Regime> regimes() {
    return noise
        .changed(CERTAIN)
        .map(each ->
            IntStream.range(0, observations.machines())
                .boxed()
                .flatMap(machine -> regime(each, machine).stream())
                .toList())
        .orElse(List.of());
  }

  private Optional<Assessment.Regime> regime(WeightedScale scale, int machine) {
    Levels columns = scale.model().levels();
    OptionalInt change = columns.changeOf(machine);
    if (change.isEmpty()) {
      return Optional.empty();
    }
    int turn = change.getAsInt();
    double step = effect().map(Effect::log).orElse(0.0);
    double before = scale.fit().level(columns.of(machine, turn - 1), step);
    double after = scale.fit().level(columns.of(machine, turn), step);
    return Optional.of(new Assessment.Regime(machine, turn + 1, after - before));
  }

  /** What is believed of the machines' levels. */
  public LevelBelief levels() {
    return levels;
  }

  @Override
  public double noise() {
    return observations.boots().size() < 2 ? 0 : noise.typical();
  }

  @Override
  public Channel channel(int machine, int runs) {
    return new InformationYield(
        noise.scales(),
        effect.size(),
        Math.max(levels.midVariance(machine, effect), 0),
        machine,
        runs);
  }

  @Override
  public Optional<OutcomeTable> outcomes(int runs) {
    return Optional.empty();
  }

  @Override
  public int showing() {
    for (int machine = 0; machine < observations.machines(); machine++) {
      if (noise.lacking(machine) < 0.5) {
        return machine;
      }
    }
    return 0;
  }

  @Override
  public StepTest step(Revision culprit, Revision parent, Judgement noise) {
    return comparison(noise).step(culprit, parent);
  }

  @Override
  public StepTest revertStep(int candidate, Judgement noise) {
    return comparison(noise).revertStep(candidate);
  }

  /** The size of the step and where it shows are this judgement's to say, the noise the other's. */
  private StepComparison comparison(Judgement other) {
    return new StepComparison(
        observations,
        effect,
        noise,
        other instanceof MetricJudgement metric ? metric.noise.scales() : noise.scales());
  }
}
