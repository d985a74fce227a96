package dev.halfspeed.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the noise scales that matter, and fits the model at each. */
final class NoiseModels {
  /** A guess at the noise while nothing is known. */
  private static final double USUAL_NOISE = 0.01;

  /** The median distance of two values of a normal distribution, in its standard deviations. */
  private static final double MEDIAN_DISTANCE = 0.954;

  private NoiseModels() {}

  /**
   * Fits them.
   *
   * @param effects what is believed of the effect beforehand
   * @param knownCulprits commits whose steps are in the levels already
   */
  static List<NoiseModel> of(
      Observations observations,
      Ancestry ancestry,
      Reproducer.Metric metric,
      EffectPrior effects,
      List<Integer> knownCulprits) {
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
            Math.max(observations.runNoise(), observations.roundingNoise()),
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
            model -> model.promise(effects) + earlier(observations, model));
    return survey.models(grid.near(guess(observations)));
  }

  /** Typical distance between two boots of one image, of any two where none was booted twice. */
  private static double guess(Observations observations) {
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
    return distances.isEmpty()
        ? USUAL_NOISE
        : distances.get(distances.size() / 2) / MEDIAN_DISTANCE;
  }

  /** Log evidence of earlier campaigns under a model: each series has a level of its own. */
  static double earlier(Observations observations, NoiseModel model) {
    double log = 0;
    for (Observations.Series series : observations.earlier()) {
      double weights = 0;
      double sum = 0;
      double square = 0;
      for (int index = 0; index < series.values().size(); index++) {
        double weight = 1 / model.bootVariance(series.machine(), series.runs().get(index));
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
}
