package dev.halfspeed.search.noise;

import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.graph.Partition;
import dev.halfspeed.search.observation.BootTable;
import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The observation model at one noise scale: level of the machine + steps of known culprits + effect
 * where bad + layout of the image + noise of the boot, with levels, steps and effect Gaussian and
 * integrated out in closed form.
 *
 * <p>One boot in fifty or so may be an outlier, far wider than the noise. Which ones {@link
 * VariationalFit} finds; given those, the evidence is the usual variational lower bound, equal to
 * the true evidence where no boot is in doubt.
 */
public final class NoiseModel {
  private final Observations observations;
  private final NoiseScale scale;
  private final Levels levels;
  private final int images;
  private final NormalEquations.LevelPrior prior;
  private final BootNoise noise;
  private final VariationalFit fit;

  /**
   * Fits the outliers.
   *
   * @param earlier what earlier campaigns say of the same machines
   * @param regimes where the levels of machines change for good
   * @param vagueness standard deviation of the level of all machines
   */
  public NoiseModel(
      Observations observations,
      EarlierFits earlier,
      NoiseScale scale,
      Regimes regimes,
      List<Integer> knownCulprits,
      Ancestry ancestry,
      double vagueness) {
    this.observations = observations;
    this.scale = scale;
    levels = new Levels(observations, scale.drift() > 0, regimes, knownCulprits);
    images = observations.images();
    prior = NormalEquations.LevelPrior.of(levels.prior(scale, vagueness));
    noise = noise(observations, scale);
    var design = new Design(observations, levels, scale.lacking(), ancestry);
    double[] first = new FirstGuess(observations, design, levels, scale).solution(ancestry);
    fit = new VariationalFit(observations, earlier, scale, design, noise, prior, first);
  }

  private static BootNoise noise(Observations observations, NoiseScale scale) {
    BootTable boots = observations.table();
    int count = boots.values().length;
    double[] variances = new double[count];
    double[] roundings = new double[count];
    for (int boot = 0; boot < count; boot++) {
      int runs = observations.boots().get(boot).runs();
      variances[boot] = scale.unroundedVariance(runs);
      roundings[boot] = scale.roundingVariance(runs);
    }
    return new BootNoise(
        boots.machineOf(),
        variances,
        roundings,
        boots.steps(),
        scale.varianceFactor(1),
        observations.machines(),
        scale.outliers(),
        observations.worseIsLess());
  }

  /** The evidence without a regression, the levels integrated out. */
  public NormalEquations.Fit fitNothing() {
    var sum = new NormalEquations(prior);
    for (int image = 0; image < images; image++) {
      sum.add(fit.partOfNothing(image), 0, 1);
    }
    return sum.fit();
  }

  /** The evidence with these images bad, the levels integrated out. */
  public NormalEquations.Fit fit(BitSet bad) {
    var sum = new NormalEquations(prior);
    for (int image = 0; image < images; image++) {
      int state = bad.get(image) ? 1 : 0;
      sum.add(fit.part(state, image), state, 1);
    }
    return sum.fit();
  }

  /**
   * The evidence for each cell of a partition, whose points are these images' stands.
   *
   * @param pointOf the point of each image
   */
  public NormalEquations.Fit[] fits(Partition partition, int[] pointOf) {
    var fits = new NormalEquations.Fit[partition.size()];
    int[][] imagesOf = imagesOf(pointOf, partition.points());
    var sum = new NormalEquations(prior);
    var before = new BitSet();
    for (int image = 0; image < images; image++) {
      sum.add(fit.part(0, image), 0, 1);
    }
    for (int cell : partition.order()) {
      BitSet signature = partition.cell(cell).signature();
      var changed = (BitSet) before.clone();
      changed.xor(signature);
      for (int point = changed.nextSetBit(0); point >= 0; point = changed.nextSetBit(point + 1)) {
        int now = signature.get(point) ? 1 : 0;
        for (int image : imagesOf[point]) {
          sum.add(fit.part(1 - now, image), 1 - now, -1);
          sum.add(fit.part(now, image), now, 1);
        }
      }
      before = signature;
      fits[cell] = sum.fit();
    }
    return fits;
  }

  private int[][] imagesOf(int[] pointOf, int points) {
    int[][] imagesOf = new int[points][0];
    for (int image = 0; image < images; image++) {
      if (pointOf[image] >= 0 && observations.bootsOfImage(image) > 0) {
        int[] list = imagesOf[pointOf[image]];
        imagesOf[pointOf[image]] = Arrays.copyOf(list, list.length + 1);
        imagesOf[pointOf[image]][list.length] = image;
      }
    }
    return imagesOf;
  }

  /** Roughly the best log evidence that any hypothesis has at this scale, in nats. */
  double promise(EffectPrior effects) {
    NormalEquations.Fit likely = fit(fit.likelyBad());
    return Math.max(
        fitNothing().log(), likely.log() + effects.logIntegral(likely.s(), likely.t(), 1));
  }

  public NoiseScale scale() {
    return scale;
  }

  public Levels levels() {
    return levels;
  }

  /** The weight that a boot has left after what is suspected of it, from 0 to 1. */
  public double trust(int boot, boolean bad) {
    return 1 - noise.outlier(bad ? 1 : 0, boot);
  }

  /** How much noisier than the others a machine is, as a variance. */
  double factor(int machine) {
    return noise.factor(machine);
  }

  /** Variance of a boot of that many runs on a machine, its image given, by the image's state. */
  public double bootVariance(int machine, int runs, boolean bad) {
    return scale.bootVariance(runs, noise.factor(machine), bad ? 1 : 0);
  }

  /** The same where it is not known whether the image is bad: the mean of both. */
  public double bootVariance(int machine, int runs) {
    return scale.meanBootVariance(runs) * noise.factor(machine);
  }
}
