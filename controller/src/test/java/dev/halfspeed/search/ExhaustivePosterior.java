package dev.halfspeed.search;

import java.util.List;

/**
 * The posterior by brute force: every hypothesis by itself, the whole covariance of the data, every
 * set of outliers.
 */
final class ExhaustivePosterior {
  private ExhaustivePosterior() {}

  /** Log evidence of one hypothesis (-1: none) at one noise scale and one effect component. */
  static double logEvidence(
      CandidateDag dag, List<Evidence.Measured> boots, int culprit, NoiseScale scale) {
    int count = boots.size();
    double[] centres = centres(boots);
    double[] logs = new double[1 << count];
    for (int outliers = 0; outliers < logs.length; outliers++) {
      double log = 0;
      double[][] covariance = new double[count][count];
      double[] value = new double[count];
      double[] state = new double[count];
      for (int one = 0; one < count; one++) {
        var boot = boots.get(one);
        value[one] = boot.values().getFirst() - centres[boot.machine()];
        state[one] = bad(dag, boot.revision(), culprit) ? 1 : 0;
        boolean out = (outliers & (1 << one)) != 0;
        log += Math.log(out ? NoiseModel.OUTLIERS : 1 - NoiseModel.OUTLIERS);
        double variance = scale.bootVariance(1);
        for (int other = 0; other < count; other++) {
          var compared = boots.get(other);
          if (compared.machine() == boot.machine()) {
            covariance[one][other] += NoiseModel.LEVEL_PRIOR * NoiseModel.LEVEL_PRIOR;
          }
          if (compared.image().equals(boot.image())) {
            covariance[one][other] += scale.layoutVariance();
          }
        }
        covariance[one][one] +=
            out
                ? variance * NoiseModel.OUTLIER_WIDTH * NoiseModel.OUTLIER_WIDTH
                    + NoiseModel.OUTLIER_FLOOR * NoiseModel.OUTLIER_FLOOR
                : variance;
      }
      logs[outliers] = log + density(covariance, value, state, culprit >= 0);
    }
    return logSum(logs);
  }

  private static double density(
      double[][] covariance, double[] value, double[] state, boolean effect) {
    int components = effect ? EffectPrior.COMPONENTS : 1;
    double[] logs = new double[components];
    for (int component = 0; component < components; component++) {
      double[][] whole = new double[value.length][value.length];
      double[] rest = new double[value.length];
      for (int one = 0; one < value.length; one++) {
        rest[one] = value[one] - (effect ? state[one] * EffectPrior.mean(component) : 0);
        for (int other = 0; other < value.length; other++) {
          whole[one][other] =
              covariance[one][other]
                  + (effect ? state[one] * state[other] * EffectPrior.variance(component) : 0);
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
              + (effect ? Math.log(EffectPrior.weight(component)) : 0);
    }
    return logSum(logs);
  }

  private static double[] centres(List<Evidence.Measured> boots) {
    int machines = boots.stream().mapToInt(Evidence.Measured::machine).max().orElse(0) + 1;
    double[] centres = new double[machines];
    for (int machine = 0; machine < machines; machine++) {
      int here = machine;
      centres[machine] =
          boots.stream()
              .filter(boot -> boot.machine() == here)
              .mapToDouble(boot -> boot.values().getFirst())
              .average()
              .orElse(0);
    }
    return centres;
  }

  private static boolean bad(CandidateDag dag, Revision revision, int culprit) {
    return culprit >= 0
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
