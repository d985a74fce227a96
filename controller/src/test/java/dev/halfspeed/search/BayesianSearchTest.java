package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whole bisections of made-up regressions, under a virtual clock. */
final class BayesianSearchTest {
  private static final Settings SETTINGS = new Settings(0.99, 300, 1);

  private static List<Run> runs(
      int count, LongFunction<SimulatedRegression> worlds, Simulation.Lab lab, Settings settings) {
    return LongStream.range(0, count)
        .parallel()
        .mapToObj(seed -> {
          SimulatedRegression world = worlds.apply(seed);
          return new Run(seed, world, Simulation.run(world, lab, settings));
        })
        .toList();
  }

  /** A world and how its bisection went. */
  record Run(long seed, SimulatedRegression world, Simulation.Outcome outcome) {
    boolean accuses() {
      return outcome.conclusion() instanceof Conclusion.Culprit;
    }

    boolean right() {
      return outcome.conclusion() instanceof Conclusion.Culprit culprit
          && culprit.candidate() == world.culprit();
    }

    boolean holds() {
      return right()
          || (outcome.conclusion() instanceof Conclusion.Suspects suspects
              && suspects.candidates().contains(world.culprit()));
    }
  }

  private static double mean(List<Run> runs, ToDoubleFunction<Run> figure) {
    return runs.stream().mapToDouble(figure).average().orElseThrow();
  }

  @Test
  void namesTheCulpritInFewBootsWhereNoiseIsTiny() {
    var runs =
        runs(
            Seeds.count(15, 60),
            seed -> SimulatedRegression.on(TestDags.history(64, 12, seed), -0.22, 0.0005, seed),
            Simulation.Lab.LAPTOP,
            SETTINGS);
    assertThat(runs).allMatch(Run::right);
    assertThat(mean(runs, run -> run.outcome().boots())).isLessThanOrEqualTo(18);
    assertThat(mean(runs, run -> run.outcome().seconds())).isLessThan(430);
  }

  @Test
  void aSmallLossIsAsQuickWhereNoiseIsTiny() {
    var runs =
        runs(
            Seeds.count(10, 40),
            seed -> SimulatedRegression.on(TestDags.history(64, 12, seed), -0.04, 0.0005, seed),
            Simulation.Lab.LAPTOP,
            SETTINGS);
    assertThat(runs).allMatch(Run::right);
    assertThat(mean(runs, run -> run.outcome().boots())).isLessThanOrEqualTo(19);
  }

  @Test
  void isAsOftenRightAsItSaysWhereNoiseIsAQuarterOfTheEffect() {
    int worlds = Seeds.count(15, 40);
    var runs =
        runs(
            worlds,
            seed -> SimulatedRegression.on(TestDags.history(48, 12, seed), -0.2, 0.05, seed),
            Simulation.Lab.ALONE,
            SETTINGS);
    assertThat(runs.stream().filter(Run::right).count())
        .isGreaterThanOrEqualTo(worlds - worlds / 40);
  }

  @Test
  void severalMachinesShareTheWork() {
    LongFunction<SimulatedRegression> worlds =
        seed -> SimulatedRegression.on(TestDags.history(64, 12, seed), -0.2, 0.05, seed);
    var alone = runs(Seeds.count(2, 5), worlds, Simulation.Lab.ALONE, SETTINGS);
    var four = runs(Seeds.count(2, 5), worlds, Simulation.Lab.FOUR, SETTINGS);
    assertThat(four).allMatch(Run::holds);
    assertThat(mean(four, run -> run.outcome().seconds()))
        .isLessThan(0.6 * mean(alone, run -> run.outcome().seconds()));
  }

  @Test
  void findsALossAsLargeAsTheNoise() {
    var runs =
        runs(
            2,
            seed -> SimulatedRegression.on(TestDags.history(64, 12, seed), -0.04, 0.04, seed),
            Simulation.Lab.LAPTOP,
            new Settings(0.99, 600, 1));
    assertThat(runs.stream().filter(run -> run.accuses() && !run.right())).isEmpty();
    assertThat(runs.stream().filter(Run::right).count()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void accusesNobodyWhereNothingHappened() {
    for (double noise : new double[] {0.0005, 0.01}) {
      var runs =
          runs(
              noise < 0.001 ? Seeds.count(10, 30) : Seeds.count(3, 8),
              seed ->
                  SimulatedRegression.on(TestDags.history(64, 12, seed), 0, noise, seed)
                      .withCulprit(-1),
              Simulation.Lab.LAPTOP,
              SETTINGS);
      assertThat(runs).noneMatch(Run::accuses);
      assertThat(runs).noneMatch(run -> run.outcome().conclusion() instanceof Conclusion.Suspects);
    }
  }

  @Test
  void goesRoundWhatIsBroken() {
    var runs =
        runs(
            Seeds.count(12, 40),
            seed ->
                SimulatedRegression.on(TestDags.history(64, 12, seed), -0.2, 0.01, seed)
                    .withBroken(some(63, 0.15, seed)),
            Simulation.Lab.LAPTOP,
            SETTINGS);
    assertThat(runs).allMatch(Run::holds);
  }

  @Test
  void namesTheSuspectsThatOnlyBrokenCommitsSeparate() {
    var broken = new BitSet();
    broken.set(20, 23);
    var world =
        SimulatedRegression.on(TestDags.chain(40), -0.2, 0.001, 5)
            .withCulprit(21)
            .withBroken(broken);
    var conclusion = Simulation.run(world, Simulation.Lab.LAPTOP, SETTINGS).conclusion();
    assertThat(conclusion).isInstanceOf(Conclusion.Suspects.class);
    var suspects = (Conclusion.Suspects) conclusion;
    assertThat(suspects.candidates()).containsExactlyInAnyOrder(20, 21, 22, 23);
    assertThat(suspects.confidence()).isGreaterThan(0.99);
    assertThat(suspects.reason()).contains("#20, #21, #22 do not build");
  }

  @Test
  void shrugsOffBootsThatSomethingDisturbed() {
    int worlds = Seeds.count(10, 30);
    var runs =
        runs(
            worlds,
            seed ->
                SimulatedRegression.on(TestDags.history(64, 12, seed), -0.2, 0.01, seed)
                    .withOutliers(0.05),
            Simulation.Lab.LAPTOP,
            SETTINGS);
    assertThat(runs).noneMatch(run -> run.accuses() && !run.right());
    assertThat(runs.stream().filter(Run::holds).count())
        .isGreaterThanOrEqualTo(worlds - worlds / 30);
  }

  @Test
  void equalKernelsSaveBoots() {
    LongFunction<SimulatedRegression> plain =
        seed -> SimulatedRegression.on(TestDags.chain(64), -0.2, 0.0005, seed);
    var runs =
        runs(
            Seeds.count(8, 20),
            seed -> {
              SimulatedRegression world = plain.apply(seed);
              BitSet still = some(63, 0.4, seed);
              still.clear(world.culprit());
              return world.withStill(still);
            },
            Simulation.Lab.LAPTOP,
            SETTINGS);
    assertThat(runs).allMatch(Run::right);
    assertThat(mean(runs, run -> run.outcome().boots())).isLessThan(17);
  }

  @Test
  void noRandomWorldStallsIt() {
    int worlds = Seeds.count(6, 40);
    for (Simulation.Lab lab :
        List.of(Simulation.Lab.LAPTOP, Simulation.Lab.ALONE, Simulation.Lab.FOUR)) {
      var runs = runs(worlds, BayesianSearchTest::anyWorld, lab, new Settings(0.95, 60, 3));
      assertThat(runs.stream().filter(run -> run.accuses() && !run.right()).count())
          .isLessThanOrEqualTo(worlds / 20);
    }
  }

  private static SimulatedRegression anyWorld(long seed) {
    var random = new SplittableRandom(seed);
    int size = 1 + random.nextInt(30);
    double effect = -0.02 - 0.4 * random.nextDouble();
    double noise = Math.exp(-8 + 4 * random.nextDouble());
    SimulatedRegression world =
        SimulatedRegression.on(
                TestDags.history(size, 2 + random.nextInt(10), seed), effect, noise, seed)
            .withBroken(some(size, random.nextInt(3) == 0 ? 0.3 : 0, seed))
            .withOutliers(random.nextInt(3) == 0 ? 0.05 : 0)
            .withRun(random.nextInt(3) == 0 ? noise : 0)
            .withLayout(random.nextInt(4) == 0 ? noise / 2 : 0);
    return random.nextInt(6) == 0 ? world.withCulprit(-1) : world;
  }

  private static BitSet some(int size, double part, long seed) {
    var random = new SplittableRandom(seed + 99);
    var set = new BitSet();
    for (int candidate = 0; candidate < size; candidate++) {
      if (random.nextDouble() < part) {
        set.set(candidate);
      }
    }
    return set;
  }

  @Test
  void theSameEvidenceGivesTheSameDecisions() {
    var world = SimulatedRegression.on(TestDags.history(32, 8, 3), -0.1, 0.05, 3);
    List<String> once = Simulation.run(world, Simulation.Lab.FOUR, SETTINGS).journal();
    assertThat(Simulation.run(world, Simulation.Lab.FOUR, SETTINGS).journal()).isEqualTo(once);
  }

  @Test
  void theForecastEndsAtNothing() {
    var dag = TestDags.chain(16);
    var search = new BayesianSearch(dag, Prior.uniform(dag), SETTINGS);
    var before = search.assess(new ArrayList<>(), 1);
    assertThat(before.phase()).isEqualTo(Assessment.Phase.CALIBRATING);
    assertThat(before.forecast().work().boots()).isBetween(8.0, 40.0);
    assertThat(before.remaining()).isEqualTo(16);
    assertThat(before.none()).isCloseTo(Prior.TYPICAL_NONE, within(0.02));
  }

  /**
   * The other machine is gone, and this one has images of two good commits. They have said what
   * they can; what is left in doubt is whether this machine shows the regression, and that only
   * another image tells.
   */
  @Test
  void anImageThatHasSaidAllIsNotBootedForEver() {
    CandidateDag dag = TestDags.chain(12);
    var search = new BayesianSearch(dag, Prior.uniform(dag), SETTINGS);
    var evidence = new ArrayList<Evidence>();
    for (int round = 0; round < 2; round++) {
      evidence.add(boot(new Revision.Good(), 0, 0.0005 * round));
      evidence.add(boot(new Revision.Candidate(11), 0, -0.357 + 0.0005 * round));
    }
    evidence.add(boot(new Revision.Candidate(8), 0, -0.3572));
    evidence.add(boot(new Revision.Candidate(7), 0, -0.3571));
    for (int round = 0; round < 6; round++) {
      evidence.add(boot(new Revision.Candidate(5), 1, 0.0002 * (round % 3)));
      evidence.add(boot(new Revision.Candidate(6), 1, 0.0003 * (round % 2)));
    }
    var images = Set.of(Image.of(new Revision.Candidate(5)), Image.of(new Revision.Candidate(6)));
    Decision next =
        search.next(evidence, List.of(), new Slot(1, true, true, false, images, new Costs()));
    assertThat(next).isInstanceOf(Decision.Build.class);
  }

  private static Evidence boot(Revision revision, int machine, double value) {
    return new Evidence.Measured(
        revision, machine, revision.toString(), Purpose.SEARCH, List.of(value));
  }

  private static final class Costs implements Slot.Costs {
    @Override
    public double buildSeconds(Revision revision) {
      return 60;
    }

    @Override
    public double bootSeconds() {
      return 2;
    }

    @Override
    public double runSeconds() {
      return 6;
    }
  }
}
