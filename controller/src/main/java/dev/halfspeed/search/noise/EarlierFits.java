package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.Observations;
import java.util.HashMap;
import java.util.Map;

/**
 * What earlier campaigns say of noise scales. Scales that differ only in what does not concern one
 * image on one machine, as in layouts or drift, share an answer. Not for use by several threads.
 */
public final class EarlierFits {
  private final Observations observations;
  private final Map<Key, SeriesFit> known = new HashMap<>();

  private record Key(int series, double boot, double run, double factor, double outliers) {}

  public EarlierFits(Observations observations) {
    this.observations = observations;
  }

  /**
   * The fit of a series.
   *
   * @param number its place among the earlier ones
   * @param factor how much noisier than the others its machine is, as a variance
   */
  SeriesFit of(int number, NoiseScale scale, double factor) {
    var key = new Key(number, scale.boot(), scale.run(), factor, scale.outliers());
    return known.computeIfAbsent(
        key,
        _ ->
            new SeriesFit(
                observations.earlier().get(number), scale, factor, observations.worseIsLess()));
  }

  /** Log evidence of all of them under a model: each series has a level of its own. */
  public double log(NoiseModel model) {
    double log = 0;
    for (int series = 0; series < observations.earlier().size(); series++) {
      int machine = observations.earlier().get(series).machine();
      log += of(series, model.scale(), model.factor(machine)).log();
    }
    return log;
  }
}
