package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The choice against the expected entropy, by brute force over hypotheses and outcomes. */
final class ChoiceTest {
  private static final double LN2 = Math.log(2);

  private static final Slot.Costs COSTS =
      new Slot.Costs() {
        @Override
        public double buildSeconds(Revision revision) {
          return 300;
        }

        @Override
        public double bootSeconds() {
          return 200;
        }

        @Override
        public double runSeconds() {
          return 100;
        }
      };

  @Test
  void theBestVerdictIsTheOneThatLeavesLeastEntropy() {
    var rates = new Reproducer.PassFail(new Reproducer.Rate(1, 19), new Reproducer.Rate(17, 3));
    for (CandidateDag dag : dags()) {
      var random = new SplittableRandom(dag.size());
      var evidence = new ArrayList<Evidence>();
      for (int boot = 0; boot < 3; boot++) {
        int index = random.nextInt(dag.size());
        int failed = random.nextInt(2);
        evidence.add(
            new Evidence.Judged(
                new Revision.Candidate(index), 0, "i" + index, Purpose.SEARCH, 1 - failed, failed));
      }
      Posterior posterior = PosteriorTest.posterior(dag, evidence, rates);
      Channel channel = posterior.judgement().channel(0, 1);
      double best = 0;
      for (int candidate = 0; candidate < dag.size(); candidate++) {
        double exact = information(posterior, dag, candidate, verdicts(channel));
        assertThat(channel.bits(bad(posterior, dag, candidate), 0)).isCloseTo(exact, within(1e-9));
        best = Math.max(best, exact);
      }
      choosesTheBest(posterior, best, verdicts(channel));
    }
  }

  @Test
  void theBestMeasurementIsTheOneThatLeavesLeastEntropy() {
    double boot = 0.03;
    for (double d : new double[] {0.5, 1, 2, 4}) {
      var told = new Reproducer.Told(7, -d * boot, boot);
      for (CandidateDag dag : dags()) {
        var random = new SplittableRandom(dag.size());
        var evidence = new ArrayList<Evidence>();
        for (int index = 0; index < 2; index++) {
          int candidate = random.nextInt(dag.size());
          evidence.add(
              new Evidence.Measured(
                  new Revision.Candidate(candidate),
                  0,
                  "i" + candidate,
                  Purpose.SEARCH,
                  List.of(7 - d * boot * random.nextDouble())));
        }
        Posterior posterior =
            PosteriorTest.posterior(
                dag, evidence, new Reproducer.Metric(java.util.Optional.of(told)));
        double best = 0;
        for (int candidate = 0; candidate < dag.size(); candidate++) {
          double exact = information(posterior, dag, candidate, numbers(d));
          assertThat(posterior.judgement().channel(0, 1).bits(bad(posterior, dag, candidate), 0))
              .isCloseTo(exact, within(0.01));
          best = Math.max(best, exact);
        }
        choosesTheBest(posterior, best, numbers(d));
      }
    }
  }

  private static List<CandidateDag> dags() {
    var dags = new ArrayList<CandidateDag>();
    for (int size = 2; size <= 4; size++) {
      dags.addAll(PosteriorTest.allDags(size));
    }
    for (int seed = 0; seed < 10; seed++) {
      dags.add(World.history(12, 3, seed));
    }
    return dags;
  }

  /** Likelihoods of an outcome when good and when bad. */
  private record Outcome(double whenGood, double whenBad) {}

  private static List<Outcome> verdicts(Channel channel) {
    // The channel's two rates follow from what it says of certain and of even odds: take them from
    // a draw instead, which is exact for a coin.
    double[] odds = new double[2];
    var seen = new SplittableRandom(1);
    for (int draw = 0; draw < 200; draw++) {
      double value = channel.draw(draw % 2 == 0, 0, seen);
      odds[value > 0 ? 1 : 0] = value;
    }
    double fail = Math.exp(odds[1]);
    double pass = Math.exp(odds[0]);
    double whenGood = (1 - pass) / (fail - pass);
    return List.of(
        new Outcome(whenGood, fail * whenGood), new Outcome(1 - whenGood, pass * (1 - whenGood)));
  }

  private static List<Outcome> numbers(double d) {
    var outcomes = new ArrayList<Outcome>();
    double step = 0.01;
    for (double y = -7; y <= d + 7; y += step) {
      outcomes.add(
          new Outcome(
              step * Math.exp(-y * y / 2) / Math.sqrt(2 * Math.PI),
              step * Math.exp(-(y - d) * (y - d) / 2) / Math.sqrt(2 * Math.PI)));
    }
    return outcomes;
  }

  private static double bad(Posterior posterior, CandidateDag dag, int candidate) {
    return dag.ancestorsOf(candidate).stream()
        .mapToDouble(each -> posterior.probabilities()[each])
        .sum();
  }

  /** Entropy of the hypotheses now, less what is expected of it after the outcome. */
  private static double information(
      Posterior posterior, CandidateDag dag, int candidate, List<Outcome> outcomes) {
    double[] prior = new double[dag.size() + 1];
    System.arraycopy(posterior.probabilities(), 0, prior, 0, dag.size());
    prior[dag.size()] = posterior.none();
    double information = entropy(prior);
    for (Outcome outcome : outcomes) {
      double[] after = new double[prior.length];
      double chance = 0;
      for (int hypothesis = 0; hypothesis < after.length; hypothesis++) {
        boolean isBad = hypothesis < dag.size() && dag.ancestorsOf(candidate).get(hypothesis);
        after[hypothesis] = prior[hypothesis] * (isBad ? outcome.whenBad() : outcome.whenGood());
        chance += after[hypothesis];
      }
      if (chance > 0) {
        for (int hypothesis = 0; hypothesis < after.length; hypothesis++) {
          after[hypothesis] /= chance;
        }
        information -= chance * entropy(after);
      }
    }
    return information;
  }

  private static double entropy(double[] probabilities) {
    double sum = 0;
    for (double p : probabilities) {
      sum -= p > 0 ? p * Math.log(p) / LN2 : 0;
    }
    return sum;
  }

  private static void choosesTheBest(Posterior posterior, double best, List<Outcome> outcomes) {
    var slot = new Slot(0, true, true, false, Set.of(), COSTS);
    var choice = new Chooser(posterior, List.of(), slot, 1, 1).best();
    if (best < 0.02) {
      return;
    }
    assertThat(choice).isPresent();
    double chosen =
        information(
            posterior, posterior.ancestry().dag(), choice.orElseThrow().candidate(), outcomes);
    assertThat(chosen).isGreaterThan(0.98 * best - 0.005);
  }
}
