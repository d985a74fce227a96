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

  /** The fit of a series; {@code number} is its place among the earlier ones. */
  SeriesFit of(int number, NoiseModel model) {
    Observations.Series series = observations.earlier().get(number);
    NoiseScale scale = model.scale();
    var key =
        new Key(
            number, scale.boot(), scale.run(), model.factor(series.machine()), scale.outliers());
    return known.computeIfAbsent(
        key, ignored -> new SeriesFit(series, model, observations.worseIsLess()));
  }

  /** Log evidence of all of them under a model: each series has a level of its own. */
  public double log(NoiseModel model) {
    double log = 0;
    for (int series = 0; series < observations.earlier().size(); series++) {
      log += of(series, model).log();
    }
    return log;
  }
}
