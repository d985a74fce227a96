package dev.halfspeed.search.noise;

import dev.halfspeed.search.observation.Observations;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What earlier campaigns say of noise scales. Scales that differ only in what does not concern one
 * image on one machine, as in layouts or drift, share an answer. Not for use by several threads.
 */
public final class EarlierFits {
  private final Observations observations;
  private final Map<Key, SeriesFit> known = new HashMap<>();

  private record Key(int series, double boot, double run, double factor, double outliers) {
    // Asked for by each model of a survey; what a record has by itself takes several times as long.
    @Override
    public int hashCode() {
      int hash = series * 31 + Double.hashCode(boot);
      return ((hash * 31 + Double.hashCode(run)) * 31 + Double.hashCode(factor)) * 31
          + Double.hashCode(outliers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && series == key.series
          && Double.compare(boot, key.boot) == 0
          && Double.compare(run, key.run) == 0
          && Double.compare(factor, key.factor) == 0
          && Double.compare(outliers, key.outliers) == 0;
    }
  }

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
