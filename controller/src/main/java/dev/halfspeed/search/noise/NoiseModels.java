package dev.halfspeed.search.noise;

import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.observation.Observations;
import dev.halfspeed.search.observation.Rounding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds the noise scales that matter, and fits the model at each. */
public final class NoiseModels {
  /** A guess at the noise while nothing is known. */
  private static final double USUAL_NOISE = 0.01;

  /** The median distance of two values of a normal distribution, in its standard deviations. */
  private static final double MEDIAN_DISTANCE = 0.954;

  private NoiseModels() {}

  /**
   * Fits them.
   *
   * @param earlier what earlier campaigns say of the same machines
   * @param effects what is believed of the effect beforehand
   * @param knownCulprits commits whose steps are in the levels already
   */
  public static List<NoiseModel> of(
      Observations observations,
      EarlierFits earlier,
      Ancestry ancestry,
      Reproducer.Metric metric,
      EffectPrior effects,
      List<Integer> knownCulprits) {
    if (metric.told().isPresent()) {
      double boot = metric.told().orElseThrow().boot();
      var scale = NoiseScale.steady(boot, 0, observations.runNoise(), boot / 100);
      return List.of(
          new NoiseModel(
              observations, earlier, scale, Regimes.NONE, knownCulprits, ancestry, boot / 100));
    }
    boolean drifts = false;
    for (int machine = 0; machine < observations.machines(); machine++) {
      drifts |= observations.turns(machine) > Levels.STRETCH;
    }
    double guess = Math.max(guess(observations), Rounding.noise(observations.step()));
    List<Regimes> regimes = Regimes.suggested(observations, guess);
    var grid =
        new NoiseGrid(
            observations.runNoise(),
            observations.step(),
            observations.machines(),
            drifts,
            observations.severalLayouts(),
            regimes);
    var survey =
        new NoiseSurvey(
            observations.boots().size(),
            grid,
            scale ->
                new NoiseModel(
                    observations,
                    earlier,
                    scale,
                    scale.regime() == 0 ? Regimes.NONE : regimes.get(scale.regime() - 1),
                    knownCulprits,
                    ancestry,
                    Levels.VAGUE),
            model -> model.promise(effects) + earlier.log(model));
    return survey.models(grid.near(guess));
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
}
