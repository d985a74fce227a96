package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class PosteriorTest {
  @Test
  void agreesWithEveryHypothesisByItselfOnSmallDags() {
    for (CandidateDag dag : allDags(4)) {
      compare(dag, dag.hashCode());
    }
  }

  @Test
  void agreesWithEveryHypothesisByItselfOnRandomDags() {
    for (int seed = 0; seed < 12; seed++) {
      compare(World.history(5 + seed % 4, 3, seed), seed);
    }
  }

  /**
   * Compared at clear and at doubtful effects. The exact sum over the outliers differs a little
   * from the bound that the model uses.
   */
  private static void compare(CandidateDag dag, long seed) {
    var random = new SplittableRandom(dag.size() * 31L + seed % 1000);
    var world = World.on(dag, random.nextBoolean() ? -0.1 : -0.03, 0.01, random.nextLong());
    var boots = new ArrayList<Evidence.Measured>();
    measure(world, new Revision.Good(), boots, 2);
    measure(world, new Revision.Candidate(dag.bad()), boots, 2);
    measure(world, new Revision.Candidate(random.nextInt(dag.size())), boots, 1);
    measure(world, new Revision.Candidate(random.nextInt(dag.size())), boots, 1);

    Prior prior = Prior.uniform(dag);
    var ancestry = new Ancestry(dag);
    var posterior =
        new Posterior(ancestry, prior, new Observations(dag, ancestry, List.copyOf(boots)));

    double[] expected = exhaustive(dag, boots, prior);
    double[] found = posterior.probabilities();
    for (int candidate = 0; candidate < dag.size(); candidate++) {
      assertThat(found[candidate])
          .as("candidate %d of %d, seed %d", candidate, dag.size(), seed)
          .isCloseTo(expected[candidate], within(0.1));
    }
    assertThat(DoubleStream.of(found).sum() + posterior.none()).isCloseTo(1, within(1e-9));
  }

  private static double[] exhaustive(CandidateDag dag, List<Evidence.Measured> boots, Prior prior) {
    double weights = 0;
    for (int candidate = 0; candidate < dag.size(); candidate++) {
      weights += prior.weight(candidate);
    }
    double[] logs = new double[dag.size() + 1];
    for (int hypothesis = 0; hypothesis <= dag.size(); hypothesis++) {
      var scales = new ArrayList<Double>();
      for (NoiseScale scale : NoiseScale.grid(0)) {
        int culprit = hypothesis == dag.size() ? -1 : hypothesis;
        double belief =
            culprit < 0 ? prior.none() * 0.9 : (1 - prior.none()) * prior.weight(culprit) / weights;
        scales.add(
            scale.logPrior()
                + Math.log(belief)
                + ExhaustivePosterior.logEvidence(dag, boots, culprit, scale));
      }
      logs[hypothesis] =
          ExhaustivePosterior.logSum(scales.stream().mapToDouble(Double::doubleValue).toArray());
    }
    double total = ExhaustivePosterior.logSum(logs);
    return DoubleStream.of(logs).map(log -> Math.exp(log - total)).toArray();
  }

  private static void measure(
      World world, Revision revision, List<Evidence.Measured> boots, int count) {
    for (int boot = 0; boot < count; boot++) {
      boots.add(
          new Evidence.Measured(
              revision,
              0,
              world.image(revision),
              Purpose.SEARCH,
              world.measure(revision, 0, boots.size(), 1)));
    }
  }

  /** Every DAG of that many commits whose last one contains all the others. */
  private static List<CandidateDag> allDags(int size) {
    var dags = new ArrayList<CandidateDag>();
    int edges = size * (size - 1) / 2;
    for (int chosen = 0; chosen < 1 << edges; chosen++) {
      int[][] parents = new int[size][];
      int edge = 0;
      for (int child = 0; child < size; child++) {
        var mine = new ArrayList<Integer>();
        for (int parent = 0; parent < child; parent++) {
          if ((chosen & (1 << edge++)) != 0) {
            mine.add(parent);
          }
        }
        parents[child] = mine.stream().mapToInt(Integer::intValue).toArray();
      }
      boolean[] reached = new boolean[size];
      reached[size - 1] = true;
      for (int[] each : parents) {
        for (int parent : each) {
          reached[parent] = true;
        }
      }
      boolean connected = true;
      for (boolean one : reached) {
        connected &= one;
      }
      if (connected) {
        dags.add(CandidateDag.of(parents));
      }
    }
    return dags;
  }

  @Test
  void equalKernelsClearWhatLiesBetweenThem() {
    var dag = World.chain(5);
    var ancestry = new Ancestry(dag);
    var evidence =
        List.<Evidence>of(
            new Evidence.Built(new Revision.Good(), "a"),
            new Evidence.Built(new Revision.Candidate(1), "a"),
            new Evidence.Built(new Revision.Candidate(2), "b"),
            new Evidence.Built(new Revision.Candidate(3), "b"));
    var posterior =
        new Posterior(ancestry, Prior.uniform(dag), new Observations(dag, ancestry, evidence));
    assertThat(posterior.probabilities())
        .containsExactly(new double[] {0, 0, 0.45, 0, 0.45}, within(1e-9));
  }

  @Test
  void equalEndsLeaveNothingToFind() {
    var dag = World.chain(3);
    var ancestry = new Ancestry(dag);
    var evidence =
        List.<Evidence>of(
            new Evidence.Built(new Revision.Good(), "a"),
            new Evidence.Built(new Revision.Candidate(2), "a"));
    var posterior =
        new Posterior(ancestry, Prior.uniform(dag), new Observations(dag, ancestry, evidence));
    assertThat(posterior.none()).isEqualTo(1);
  }
}
