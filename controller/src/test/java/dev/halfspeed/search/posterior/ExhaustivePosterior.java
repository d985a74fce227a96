package dev.halfspeed.search.posterior;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.noise.BootNoise;
import dev.halfspeed.search.noise.EffectPrior;
import dev.halfspeed.search.noise.Levels;
import dev.halfspeed.search.noise.NoiseModel;
import dev.halfspeed.search.noise.NoiseScale;
import dev.halfspeed.search.noise.SymmetricSolver;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence by brute force: every hypothesis by itself, the whole covariance of the data, every
 * set of outliers. Slow, and as plain as the model's text.
 */
final class ExhaustivePosterior {
  /** A culprit that is none. */
  static final int NONE = -1;

  private ExhaustivePosterior() {}

  /**
   * Log evidence of one hypothesis at a model's noise, the effect integrated over its prior.
   *
   * @param model only its noise scale and how noisy each machine is are taken from it
   * @param changes the turn at which the regime of each machine changes; empty for none
   */
  static double logEvidence(
      CandidateDag dag,
      List<Evidence.Measured> boots,
      int culprit,
      NoiseModel model,
      List<Integer> changes,
      double outliers) {
    NoiseScale scale = model.scale();
    int count = boots.size();
    double centre = boots.stream().mapToDouble(ExhaustivePosterior::mean).average().orElse(0);
    int sets = outliers > 0 ? 1 << count : 1;
    double[] logs = new double[sets];
    for (int set = 0; set < sets; set++) {
      double log = 0;
      double[][] covariance = covariance(boots, scale, changes);
      double[] value = new double[count];
      double[] state = new double[count];
      for (int one = 0; one < count; one++) {
        var boot = boots.get(one);
        boolean out = (set & (1 << one)) != 0;
        value[one] = mean(boot) - centre;
        boolean bad = bad(dag, boot.revision(), culprit);
        state[one] = bad && boot.machine() != scale.lacking() ? 1 : 0;
        double variance = model.bootVariance(boot.machine(), boot.values().size(), bad);
        covariance[one][one] +=
            out
                ? variance * BootNoise.OUTLIER_WIDTH * BootNoise.OUTLIER_WIDTH
                    + BootNoise.OUTLIER_FLOOR * BootNoise.OUTLIER_FLOOR
                : variance;
        log += out ? Math.log(outliers) : Math.log(1 - outliers);
      }
      logs[set] = log + density(covariance, value, state, culprit != NONE);
    }
    return logSum(logs);
  }

  /** All but the noise of the boots themselves. */
  private static double[][] covariance(
      List<Evidence.Measured> boots, NoiseScale scale, List<Integer> changes) {
    int count = boots.size();
    int[] stretch = new int[count];
    boolean[] after = new boolean[count];
    var turns = new ArrayList<Integer>();
    for (int one = 0; one < count; one++) {
      int machine = boots.get(one).machine();
      while (turns.size() <= machine) {
        turns.add(0);
      }
      stretch[one] = scale.drift() > 0 ? turns.get(machine) / Levels.STRETCH : 0;
      after[one] = machine < changes.size() && turns.get(machine) >= changes.get(machine);
      turns.set(machine, turns.get(machine) + 1);
    }
    double[][] covariance = new double[count][count];
    for (int one = 0; one < count; one++) {
      for (int other = 0; other < count; other++) {
        covariance[one][other] = Levels.VAGUE * Levels.VAGUE;
        if (boots.get(one).machine() == boots.get(other).machine()) {
          covariance[one][other] +=
              scale.spread() * scale.spread()
                  + scale.drift() * scale.drift() * Math.min(stretch[one], stretch[other])
                  + (after[one] && after[other] ? Levels.CHANGE * Levels.CHANGE : 0);
        }
        if (boots.get(one).image().equals(boots.get(other).image())) {
          covariance[one][other] += scale.layoutVariance();
        }
      }
    }
    return covariance;
  }

  private static double density(
      double[][] covariance, double[] value, double[] state, boolean effect) {
    var effects = EffectPrior.broad();
    int components = effect ? effects.components() : 1;
    double[] logs = new double[components];
    for (int component = 0; component < components; component++) {
      double[][] whole = new double[value.length][value.length];
      double[] rest = new double[value.length];
      for (int one = 0; one < value.length; one++) {
        rest[one] = value[one] - (effect ? state[one] * effects.mean(component) : 0);
        for (int other = 0; other < value.length; other++) {
          whole[one][other] =
              covariance[one][other]
                  + (effect ? state[one] * state[other] * effects.variance(component) : 0);
        }
      }
      var solver = new SymmetricSolver(whole);
      double[] solved = solver.solve(rest);
      double square = 0;
      for (int one = 0; one < value.length; one++) {
        square += rest[one] * solved[one];
      }
      logs[component] =
          -(square + solver.logDeterminant()) / 2
              + (effect ? Math.log(effects.weight(component)) : 0);
    }
    return logSum(logs);
  }

  static double mean(Evidence.Measured boot) {
    return boot.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  static boolean bad(CandidateDag dag, Revision revision, int culprit) {
    return culprit != NONE
        && revision instanceof Revision.Candidate(int index)
        && dag.ancestorsOf(index).get(culprit);
  }

  static double logSum(double... logs) {
    double most = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      most = Math.max(most, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - most);
    }
    return most + Math.log(sum);
  }
}
