package dev.halfspeed.search.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.TestDags;
import dev.halfspeed.search.graph.Ancestry;
import dev.halfspeed.search.posterior.OutcomeTable;
import dev.halfspeed.search.posterior.Posterior;
import dev.halfspeed.search.posterior.Posteriors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    var told = new Reproducer.PassFail(new Reproducer.Rate(1, 19), new Reproducer.Rate(17, 3));
    for (CandidateDag dag : dags()) {
      var random = new SplittableRandom(dag.size());
      Reproducer rates = random.nextBoolean() ? told : new Reproducer.PassFail();
      var evidence = new ArrayList<Evidence>();
      for (int boot = 0; boot < 3; boot++) {
        int index = random.nextInt(dag.size());
        int failed = random.nextInt(2);
        evidence.add(
            new Evidence.Judged(
                new Revision.Candidate(index), 0, "i" + index, Purpose.SEARCH, 1 - failed, failed));
      }
      Posterior posterior = Posteriors.of(dag, evidence, rates);
      for (int runs = 1; runs <= 3; runs++) {
        var lookahead =
            new Lookahead(
                posterior,
                List.of(),
                posterior.judgement().channel(0, runs),
                posterior.judgement().outcomes(runs),
                1);
        double best = 0;
        for (int candidate = Ancestry.GOOD; candidate < dag.size(); candidate++) {
          double exact = ofVerdict(posterior, dag, candidate, runs);
          assertThat(lookahead.bits(candidate, 0, 0)).isCloseTo(exact, within(1e-9));
          best = Math.max(best, exact);
        }
        var slot = new Slot(0, true, true, false, Set.of(), COSTS);
        var choice = new Chooser(posterior, List.of(), slot, runs, 1).best();
        if (best > 0.02) {
          int chosen = choice.orElseThrow().candidate();
          assertThat(ofVerdict(posterior, dag, chosen, runs)).isGreaterThan(0.98 * best - 0.005);
        }
      }
    }
  }

  /** Its boots are no evidence, so they would be made for ever. */
  @Test
  void whatAPersonHasMarkedIsNotBooted() {
    CandidateDag dag = CandidateDag.of(new int[][] {{}, {0}, {1}, {2}});
    var marked = new Revision.Candidate(2);
    var evidence = new ArrayList<Evidence>();
    for (int boot = 0; boot < 4; boot++) {
      int failed = boot % 2;
      evidence.add(
          new Evidence.Judged(
              new Revision.Candidate(3), 0, "i3", Purpose.CALIBRATION, 1 - failed, failed));
    }
    var slot = new Slot(0, false, true, false, Set.of(Image.of(marked)), COSTS);
    assertThat(choice(dag, evidence, slot)).isPresent();
    evidence.add(new Evidence.Marked(marked, true));
    assertThat(choice(dag, evidence, slot)).isEmpty();
  }

  private static Optional<Chooser.Choice> choice(
      CandidateDag dag, List<Evidence> evidence, Slot slot) {
    Posterior posterior = Posteriors.of(dag, evidence, new Reproducer.PassFail());
    return new Chooser(posterior, List.of(), slot, 1, 1).best();
  }

  /**
   * Entropy of the hypotheses now, less what is expected of it after a boot of a candidate or of
   * the good end, each hypothesis having rates of its own.
   */
  private static double ofVerdict(Posterior posterior, CandidateDag dag, int candidate, int runs) {
    OutcomeTable table = posterior.judgement().outcomes(runs).orElseThrow();
    double[] prior = hypotheses(posterior, dag);
    double information = entropy(prior);
    for (int outcome = 0; outcome <= runs; outcome++) {
      double[] after = new double[prior.length];
      double chance = 0;
      for (int hypothesis = 0; hypothesis < after.length; hypothesis++) {
        boolean none = hypothesis == dag.size();
        boolean isBad =
            !none && candidate != Ancestry.GOOD && dag.ancestorsOf(candidate).get(hypothesis);
        int row = none ? table.none() : posterior.partition().cellOf(hypothesis);
        after[hypothesis] = prior[hypothesis] * table.of(row, isBad)[outcome];
        chance += after[hypothesis];
      }
      for (int hypothesis = 0; hypothesis < after.length; hypothesis++) {
        after[hypothesis] /= chance;
      }
      information -= chance * entropy(after);
    }
    return information;
  }

  private static double[] hypotheses(Posterior posterior, CandidateDag dag) {
    double[] all = new double[dag.size() + 1];
    System.arraycopy(posterior.probabilities(), 0, all, 0, dag.size());
    all[dag.size()] = posterior.none();
    return all;
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
            Posteriors.of(dag, evidence, new Reproducer.Metric(Optional.of(told)));
        double best = 0;
        for (int candidate = 0; candidate < dag.size(); candidate++) {
          double exact = information(posterior, dag, candidate, numbers(d));
          assertThat(posterior.judgement().channel(0, 1).bits(bad(posterior, dag, candidate), 0))
              .isCloseTo(exact, within(0.01));
          best = Math.max(best, exact);
        }
        choosesTheBest(posterior, dag, best, numbers(d));
      }
    }
  }

  private static List<CandidateDag> dags() {
    var dags = new ArrayList<CandidateDag>();
    for (int size = 2; size <= 4; size++) {
      dags.addAll(TestDags.all(size));
    }
    for (int seed = 0; seed < 10; seed++) {
      dags.add(TestDags.history(12, 3, seed));
    }
    return dags;
  }

  /** Likelihoods of an outcome when good and when bad. */
  private record Outcome(double whenGood, double whenBad) {}

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
    double[] prior = hypotheses(posterior, dag);
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

  private static void choosesTheBest(
      Posterior posterior, CandidateDag dag, double best, List<Outcome> outcomes) {
    var slot = new Slot(0, true, true, false, Set.of(), COSTS);
    var choice = new Chooser(posterior, List.of(), slot, 1, 1).best();
    if (best < 0.02) {
      return;
    }
    assertThat(choice).isPresent();
    double chosen = information(posterior, dag, choice.orElseThrow().candidate(), outcomes);
    assertThat(chosen).isGreaterThan(0.98 * best - 0.005);
  }
}
