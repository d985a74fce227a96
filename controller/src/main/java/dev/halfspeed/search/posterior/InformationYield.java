package dev.halfspeed.search.posterior;

import dev.halfspeed.search.noise.NoiseScale;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The channel of a reproducer that gives numbers. */
final class InformationYield implements Channel {
  private static final int STEPS = 64;
  private static final double LARGEST_LOG_ODDS = 8;

  private final List<WeightedScale> scales;
  private final double effect;
  private final double levelVariance;
  private final int machine;
  private final int runs;
  private final List<double[]> tables = new ArrayList<>();
  private final List<Double> separations = new ArrayList<>();

  /**
   * What a boot says.
   *
   * @param effect its size on the log scale
   * @param levelVariance of the level half-way between good and bad
   */
  InformationYield(
      List<WeightedScale> scales, double effect, double levelVariance, int machine, int runs) {
    this.scales = scales;
    this.effect = effect;
    this.levelVariance = levelVariance;
    this.machine = machine;
    this.runs = runs;
  }

  @Override
  public double bits(double bad, int bootsBefore) {
    if (bad <= 0 || bad >= 1) {
      return 0;
    }
    while (tables.size() <= bootsBefore) {
      tables.add(tabulate(tables.size()));
    }
    double[] table = tables.get(bootsBefore);
    // The grid is quadratic in p near both ends, where information is steep.
    double folded = Math.min(bad, 1 - bad);
    double place = Math.sqrt(2 * folded) * STEPS;
    int left = Math.min((int) place, STEPS - 1);
    double across = place - left;
    return table[left] * (1 - across) + table[left + 1] * across;
  }

  private double[] tabulate(int bootsBefore) {
    double[] table = new double[STEPS + 1];
    for (WeightedScale each : scales) {
      double d = separation(each, bootsBefore);
      for (int step = 1; step <= STEPS; step++) {
        double root = (double) step / STEPS;
        table[step] += each.probability() * InformationTable.bits(root * root / 2, d);
      }
    }
    return table;
  }

  /** d of the next boot: what it adds to the boots that the image has over those before. */
  private double separation(WeightedScale each, int bootsBefore) {
    NoiseScale scale = each.scale();
    if (scale.lacking() == machine) {
      return 0;
    }
    double boot = each.model().bootVariance(machine, runs);
    // Neither the layout nor a doubt about the levels goes away with more boots of one image.
    double lasting = scale.layoutVariance() + levelVariance;
    double precision = 1 / (lasting + boot / (bootsBefore + 1));
    if (bootsBefore > 0) {
      precision -= 1 / (lasting + boot / bootsBefore);
    }
    return effect * Math.sqrt(Math.max(0, precision));
  }

  /** Typical d of the next boot. */
  private double separation(int bootsBefore) {
    while (separations.size() <= bootsBefore) {
      double sum = 0;
      for (WeightedScale each : scales) {
        sum += each.probability() * Math.min(20, separation(each, separations.size()));
      }
      separations.add(sum);
    }
    return separations.get(bootsBefore);
  }

  @Override
  public double draw(boolean bad, int bootsBefore, SplittableRandom random) {
    double d = separation(bootsBefore);
    double outcome = (bad ? d : 0) + random.nextGaussian();
    // Clamped: beyond that an outcome would be taken for an outlier.
    return Math.clamp(d * (outcome - d / 2), -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS);
  }

  @Override
  public double nats() {
    double d = separation(0);
    return d * d / 2;
  }

  @Override
  public double nats(int boots) {
    // Each boot adds what it has over those before it.
    double square = 0;
    for (int boot = 0; boot < boots; boot++) {
      double d = separation(boot);
      square += d * d;
    }
    return square / 2;
  }
}
