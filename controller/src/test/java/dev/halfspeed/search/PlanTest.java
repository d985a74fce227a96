package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.policy.BootForecast;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forecast against the figures of the limit, and against bisections of simulated worlds. */
final class PlanTest {
  private static Plan plan(int candidates, int machines, double noise, int budget) {
    CandidateDag dag = TestDags.chain(candidates);
    return new Plan(
        dag,
        Prior.of(Collections.nCopies(candidates, 1.0), 1e-9),
        Collections.nCopies(machines, new Workload.Machine(60, 80)),
        noise,
        new Settings(0.99, budget, 1));
  }

  /** T* for 16,384 commits and an error of 1 %, to three digits, from the theory. */
  @ParameterizedTest
  @CsvSource({"0.5, 354", "1, 95.4", "2, 30.8", "4, 15.8"})
  void theSearchIsTheLimitTimesAKnownFactor(double d, double limit) {
    Plan plan = plan(16_384, 1, 0.01, 1000);
    assertThat(plan.entropyBits()).isCloseTo(14, within(1e-6));
    assertThat(plan.expect(d * 0.01).searchBoots() / BootForecast.aboveTheLimit(d, 1))
        .isCloseTo(limit, within(0.01 * limit));
  }

  @Test
  void calibrationAndProofGrowWithTheNoise() {
    Plan.Expectation clear = plan(64, 1, 0.001, 200).expect(0.2);
    assertThat(clear.calibrationBoots()).isEqualTo(4);
    assertThat(clear.proofBoots()).isEqualTo(5);
    assertThat(clear.boots().expected()).isBetween(15.0, 18.0);
    assertThat(clear.success()).isGreaterThan(0.98);
    Plan.Expectation dim = plan(64, 1, 0.01, 200).expect(0.01);
    assertThat(dim.calibrationBoots()).isEqualTo(50);
    assertThat(dim.proofBoots()).isEqualTo(45);
    assertThat(dim.boots().low()).isLessThan(dim.boots().expected());
    assertThat(dim.boots().high()).isGreaterThan(dim.boots().expected());
    assertThat(dim.builds()).isLessThan(20);
  }

  @Test
  void moreMachinesAreFasterButNotByTheirNumber() {
    double alone = plan(1024, 1, 0.01, 500).expect(0.03).seconds().expected();
    double four = plan(1024, 4, 0.01, 500).expect(0.03).seconds().expected();
    assertThat(alone / four).isBetween(1.5, 4.0);
  }

  @Test
  void theSmallestLossFitsTheBudgetAndALittleLessDoesNot() {
    Plan plan = plan(256, 1, 0.02, 150);
    double smallest = plan.resolvable().orElseThrow();
    assertThat(plan.expect(smallest).boots().high()).isCloseTo(150, within(3.0));
    assertThat(plan.expect(0.9 * smallest).boots().high()).isGreaterThan(150);
    assertThat(plan.expect(0.5 * smallest).success()).isLessThan(0.2);
    assertThat(plan(256, 1, 0.02, 6).resolvable()).isEmpty();
    assertThat(plan(256, 1, 0.02, 1_000_000).resolvable().orElseThrow()).isLessThan(0.001);
  }

  @Test
  void worksForOneCommitAndForUnevenPriors() {
    assertThat(plan(1, 1, 0.01, 200).expect(0.1).boots().expected()).isBetween(9.0, 12.0);
    CandidateDag dag = TestDags.chain(64);
    Prior sharp =
        Prior.of(
            IntStream.range(0, 64).mapToObj(number -> number == 9 ? 1.0 : 0.001).toList(), 0.1);
    var plan =
        new Plan(dag, sharp, List.of(new Workload.Machine(0, 1)), 0.01, new Settings(0.99, 200, 1));
    assertThat(plan.entropyBits()).isLessThan(1.5);
    assertThatThrownBy(() -> new Plan(dag, sharp, List.of(), 0.01, new Settings(0.99, 200, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Where noise is tiny, bisections take what the plan says. */
  @Test
  void bisectionsOfMadeUpWorldsComeOutAsForecast() {
    List<Simulation.Outcome> outcomes =
        IntStream.range(0, 12)
            .mapToObj(seed ->
                Simulation.run(
                    SimulatedRegression.on(TestDags.chain(64), -0.2, 0.002, seed),
                    Simulation.Lab.ALONE,
                    new Settings(0.99, 200, 1)))
            .toList();
    Plan.Expectation expected =
        new Plan(
                TestDags.chain(64),
                Prior.uniform(TestDags.chain(64)),
                List.of(new Workload.Machine(60, 80)),
                0.002,
                new Settings(0.99, 200, 1))
            .expect(0.2);
    assertThat(outcomes.stream().mapToDouble(Simulation.Outcome::boots).average().orElseThrow())
        .isBetween(0.8 * expected.boots().expected(), 1.25 * expected.boots().expected());
    assertThat(outcomes.stream().mapToDouble(Simulation.Outcome::builds).average().orElseThrow())
        .isBetween(0.7 * expected.builds(), 1.4 * expected.builds());
    assertThat(outcomes.stream().mapToDouble(Simulation.Outcome::seconds).average().orElseThrow())
        .isBetween(0.7 * expected.seconds().expected(), 1.4 * expected.seconds().expected());
  }
}
