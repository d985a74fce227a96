package dev.halfspeed.benchmark.world;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Prior;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What all worlds of a scenario share: the history and what is believed beforehand. */
public final class ScenarioHistory {
  private final Scenario scenario;
  private final int[][] parents;
  private final CandidateDag dag;
  private final double[] cumulated;
  private final Prior prior;
  private final InformationLimit limit;
  private final Supplier<HistorySums> sums;

  public ScenarioHistory(Scenario scenario) {
    this.scenario = scenario;
    parents = Histories.of(scenario.history());
    dag = CandidateDag.of(parents);
    double[] weights = weights(scenario.belief());
    List<Double> boxed = Arrays.stream(weights).boxed().toList();
    prior = Prior.of(boxed, scenario.belief().none());
    cumulated = weights.clone();
    Arrays.parallelPrefix(cumulated, Double::sum);
    double all = cumulated[cumulated.length - 1];
    double bits = 0;
    for (double weight : weights) {
      bits -= weight / all * Math.log(weight / all) / Math.log(2);
    }
    limit = InformationLimit.of(scenario, bits);
    sums = new Once<>(() -> new HistorySums(this));
  }

  private double[] weights(Scenario.Belief belief) {
    if (!belief.weights().isEmpty()) {
      return belief.weights().stream().mapToDouble(Double::doubleValue).toArray();
    }
    var random = Draw.of(0, Draw.Kind.UNLIKELY);
    double[] weights = new double[parents.length];
    for (int commit = 0; commit < weights.length; commit++) {
      weights[commit] = parents[commit].length > 1 ? belief.mergeWeight() : 1;
      if (random.nextDouble() < belief.unlikelyPart()) {
        weights[commit] *= belief.unlikelyWeight();
      }
    }
    return weights;
  }

  Scenario scenario() {
    return scenario;
  }

  public CandidateDag dag() {
    return dag;
  }

  /** Not to be changed. */
  public int[] parentsOf(int commit) {
    return parents[commit];
  }

  public int size() {
    return parents.length;
  }

  public Prior prior() {
    return prior;
  }

  /** What no search can beat here. */
  public InformationLimit limit() {
    return limit;
  }

  /** For rules that weigh a whole history; made when first asked for. */
  public HistorySums sums() {
    return sums.get();
  }

  /** A commit, each as probable as its prior weight says. */
  int draw(SplittableRandom random) {
    double at = random.nextDouble() * cumulated[cumulated.length - 1];
    int found = Arrays.binarySearch(cumulated, at);
    return Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found + 1);
  }
}
