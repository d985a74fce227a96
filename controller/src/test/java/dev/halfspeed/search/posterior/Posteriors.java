package dev.halfspeed.search.posterior;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.observation.Observations;
import java.util.Arrays;
import java.util.List;

/** Posteriors for tests, of candidates that are alike. */
public final class Posteriors {
  /** Prior probability of no regression. */
  static final double NONE = 0.1;

  private Posteriors() {}

  public static Posterior of(
      CandidateDag dag, List<? extends Evidence> boots, Reproducer reproducer) {
    var observations =
        new Observations(dag.ancestry(), List.copyOf(boots), new Reproducer.Metric(), List.of());
    return Posterior.of(
        dag.ancestry(), uniform(dag.size()), NONE, observations, reproducer, List.of(), null);
  }

  static double[] uniform(int size) {
    double[] weights = new double[size];
    Arrays.fill(weights, 1);
    return weights;
  }
}
