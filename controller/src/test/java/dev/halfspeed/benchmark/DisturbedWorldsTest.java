package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.strategy.HalfspeedPlayers;
import dev.halfspeed.benchmark.world.MachineCourse;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.search.Conclusion;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics as real machines give them: the search names the culprit all the same. */
final class DisturbedWorldsTest {
  private static final int WORLDS = 3;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "disturbance: {slow-side: 2}",
        "disturbance: {correlation: 0.6}",
        "disturbance: {bursts: 0.1}",
        "disturbance: {slow-runs: 0.033}",
        "noise: {effect: 4, shape: skewed}",
        "noise: {effect: 4, shape: bimodal}",
        "noise: {effect: 4, step: 2}",
        "drift: {kind: regime, hour: 1.2, size: 30}",
        "drift: {kind: regime, hour: 1.2, size: -30}"
      })
  void theCulpritIsNamed(String disturbance) {
    for (long seed = 1; seed <= WORLDS; seed++) {
      World world =
          Worlds.world(
              seed,
              "history: {commits: 256}",
              disturbance.startsWith("noise") ? disturbance : "noise: {effect: 4}",
              "maximum-boots: 200",
              disturbance.startsWith("noise") ? "" : disturbance);
      Trial trial = VirtualLab.run(world, () -> HalfspeedPlayers.warm(world));
      assertThat(trial.error()).isEmpty();
      assertThat(trial.conclusion())
          .as("%s, seed %d", disturbance, seed)
          .containsInstanceOf(Conclusion.Culprit.class);
      assertThat(((Conclusion.Culprit) trial.conclusion().orElseThrow()).candidate())
          .isEqualTo(world.guilty().getFirst());
    }
  }

  @Test
  void neighboursAreAlikeAsFarAsTheScenarioSays() {
    var course = new MachineCourse(new Scenario.Disturbance(1, 0.6, 0, 0), 7, 0);
    double square = 0;
    double product = 0;
    int boots = 20_000;
    for (int turn = 1; turn < boots; turn++) {
      square += course.noise(turn) * course.noise(turn);
      product += course.noise(turn) * course.noise(turn - 1);
    }
    assertThat(square / boots).isBetween(0.95, 1.05);
    assertThat(product / square).isBetween(0.57, 0.63);
  }

  @Test
  void burstsFillTheirPartOfTheBoots() {
    var course = new MachineCourse(new Scenario.Disturbance(1, 0, 0.1, 0), 7, 0);
    List<Double> slowdowns = IntStream.range(0, 20_000).mapToObj(course::slowdown).toList();
    assertThat(slowdowns.stream().filter(each -> each > 0).count()).isBetween(1_800L, 2_200L);
    assertThat(slowdowns.stream().filter(each -> each > 0))
        .allSatisfy(each -> assertThat(each).isBetween(0.105, 0.917));
  }
}
