package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.Seeds;
import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.ScenarioBook;
import dev.halfspeed.benchmark.world.ScenarioHistory;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.search.Conclusion;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bisections of named scenarios end as their worlds deserve. */
final class ConclusionsTest {

  private static List<Trial> trials(String scenario, int seeds) throws Problem {
    return trials(ScenarioBook.named(scenario), seeds);
  }

  private static List<Trial> trials(Scenario scenario, int seeds) throws Problem {
    var contestant = Contestants.players(List.of("halfspeed")).getFirst();
    var ground = new ScenarioHistory(scenario);
    return LongStream.rangeClosed(1, seeds)
        .parallel()
        .mapToObj(seed -> {
          var world = new World(ground, seed);
          return VirtualLab.run(world, () -> contestant.factory().player(world));
        })
        .toList();
  }

  private static List<Conclusion> conclusions(List<Trial> trials) {
    return trials.stream().map(trial -> trial.conclusion().orElseThrow()).toList();
  }

  @Test
  void equalEndsAreCalledEqual() throws Problem {
    assertThat(conclusions(trials("none-d2-w4", Seeds.count(2, 4))))
        .allSatisfy(each -> assertThat(each).isInstanceOf(Conclusion.NotReproduced.class));
  }

  /** One such world in twenty ends below the noise floor; in none is anybody accused. */
  @Test
  void luckOfTheEndsLayoutsIsNoRegression() throws Problem {
    int worlds = Seeds.count(2, 8);
    List<Conclusion> conclusions = conclusions(trials("none-layout", worlds));
    assertThat(conclusions)
        .allSatisfy(each ->
            assertThat(each)
                .isInstanceOfAny(Conclusion.NotReproduced.class, Conclusion.BelowNoiseFloor.class));
    assertThat(conclusions)
        .filteredOn(Conclusion.NotReproduced.class::isInstance)
        .hasSizeGreaterThanOrEqualTo(worlds - worlds / 8);
  }

  private static void assertAllRight(List<Trial> trials) {
    assertThat(trials).allMatch(Trial::rightAfterProof);
  }

  /** And soon: the search for one commit would take all boots that it is given. */
  @Test
  void aGradualLossIsToldAsOneWithItsStretch() throws Problem {
    List<Trial> trials = trials("gradual-d8-w1", Seeds.count(1, 4));
    assertAllRight(trials);
    assertThat(conclusions(trials))
        .allSatisfy(each ->
            assertThat(each)
                .isInstanceOfSatisfying(
                    Conclusion.Gradual.class,
                    gradual -> {
                      // 8 standard deviations of 3 %.
                      assertThat(gradual.effect().low()).isLessThan(-0.22);
                      assertThat(gradual.effect().high()).isGreaterThan(-0.26);
                      assertThat(gradual.course())
                          .hasSizeGreaterThan(2)
                          .allSatisfy(part ->
                              assertThat(part.measured())
                                  .isBetween(part.contained() - 0.35, part.contained() + 0.35));
                    }));
  }

  @Test
  void aCulpritAmongAFewCommitsIsNamed() throws Problem {
    for (int commits = 1; commits <= 4; commits++) {
      for (int effect = 2; effect <= 4; effect++) {
        assertAllRight(
            trials(
                Worlds.scenario(
                    "history: {commits: " + commits + "}",
                    "noise: {sigma: 0.01, effect: " + effect + "}"),
                Seeds.count(2, 4)));
      }
    }
  }

  /** With a clock that counts instructions two kinds of processors are that far apart. */
  @Test
  void machinesMayBeHundredsOfNoisesApart() throws Problem {
    assertAllRight(
        trials(
            Worlds.scenario(
                "history: {commits: 256}",
                "noise: {sigma: 0.002, effect: 4}",
                "machines: {count: 2, offset-spread: 100}"),
            Seeds.count(3, 8)));
  }

  @Test
  void theMachineWithoutTheRegressionMayBeTheFirst() throws Problem {
    List<Trial> trials =
        trials(
            Worlds.scenario(
                "history: {commits: 256}",
                "noise: {sigma: 0.03, effect: 4}",
                "machines: {count: 4, without-effect: [0]}"),
            Seeds.count(3, 8));
    assertAllRight(trials);
    assertThat(trials).allMatch(trial -> trial.toEnd().proof() < 30);
  }

  @Test
  void bootsMayDifferByHalf() throws Problem {
    assertAllRight(
        trials(
            Worlds.scenario("history: {commits: 64}", "noise: {sigma: 0.4, effect: 3}"),
            Seeds.count(3, 6)));
  }

  @Test
  void levelsThatMoveWithTimeAreAnEnvironmentShift() throws Problem {
    int worlds = Seeds.count(3, 6);
    List<Conclusion> conclusions =
        conclusions(
            trials(
                Worlds.scenario(
                    "history: {commits: 1000}",
                    "culprits: []",
                    "noise: {sigma: 0.01}",
                    "drift: {kind: linear, size: -10}",
                    "machines: {count: 2}"),
                worlds));
    assertThat(conclusions).noneMatch(Conclusion.Culprit.class::isInstance);
    assertThat(conclusions)
        .filteredOn(Conclusion.EnvironmentShift.class::isInstance)
        .hasSizeGreaterThan(worlds / 2);
  }

  @Test
  void anEffectThatTheBudgetCannotResolveIsBelowTheNoiseFloor() throws Problem {
    List<Conclusion> conclusions =
        conclusions(
            trials(
                Worlds.scenario(
                    "history: {commits: 1000}",
                    "noise: {sigma: 0.03, effect: 0.6}",
                    "maximum-boots: 80"),
                6));
    assertThat(conclusions).noneMatch(Conclusion.Culprit.class::isInstance);
    assertThat(conclusions)
        .filteredOn(Conclusion.BelowNoiseFloor.class::isInstance)
        .hasSizeGreaterThan(2);
  }

  @Test
  void aBudgetThatIsTooSmallIsSaidToBeUsedUp() throws Problem {
    List<Trial> trials =
        trials(
            Worlds.scenario(
                "history: {commits: 16384}",
                "noise: {sigma: 0.03, effect: 4}",
                "maximum-boots: 14"),
            Seeds.count(3, 6));
    assertThat(trials)
        .allSatisfy(trial ->
            assertThat(trial.conclusion())
                .containsInstanceOf(Conclusion.Exhausted.class)
                .hasValueSatisfying(ended ->
                    assertThat(((Conclusion.Exhausted) ended).candidates())
                        .containsAll(trial.guilty())));
  }

  @Test
  void whoCannotBeToldFromItsParentIsOneOfTheSuspects() throws Problem {
    List<Trial> trials =
        trials(
            Worlds.scenario(
                "history: {commits: 64}",
                "noise: {sigma: 0.01, effect: 4}",
                "broken: {build: 0.3, near: true}"),
            Seeds.count(3, 6));
    assertThat(conclusions(trials))
        .allSatisfy(each -> assertThat(each).isInstanceOf(Conclusion.Suspects.class));
    assertThat(trials).allMatch(Trial::contained);
  }

  @Test
  void bothCulpritsAreNamed() throws Problem {
    assertThat(trials("two-culprits", Seeds.count(2, 4))).allMatch(Trial::allNamed);
  }
}
