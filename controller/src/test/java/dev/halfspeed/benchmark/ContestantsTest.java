package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.Seeds;
import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.strategy.Contestant;
import dev.halfspeed.benchmark.world.ScenarioHistory;
import dev.halfspeed.benchmark.world.World;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contestant in worlds that are so clear that none of them can be wrong. */
final class ContestantsTest {
  private static final List<String> LINE_ONLY =
      List.of("pinpoint", "bayesect", "bayesect-asked", "facf", "facf-repaired");

  private static final int SEEDS = Seeds.count(2, 4);

  static Stream<Contestant> contestants() {
    return Contestants.all().stream();
  }

  static Stream<Contestant> whoKnowMerges() {
    return contestants().filter(contestant -> !LINE_ONLY.contains(contestant.name()));
  }

  private static void findsIt(Contestant contestant, int seeds, String... file) {
    var ground = new ScenarioHistory(Worlds.scenario(file));
    for (int seed = 1; seed <= seeds; seed++) {
      var world = new World(ground, seed);
      Trial trial = VirtualLab.run(world, () -> contestant.factory().player(world));
      assertThat(trial.error()).as("seed %d", seed).isEmpty();
      assertThat(trial.right())
          .as("seed %d: %s accused, %s guilty", seed, trial.answer(), trial.guilty())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("contestants")
  void findTheCulpritOnALine(Contestant contestant) {
    findsIt(contestant, SEEDS, "history: {commits: 100}", "noise: {effect: 12}");
    findsIt(
        contestant,
        SEEDS,
        "history: {commits: 100}",
        "noise: {effect: 12}",
        "machines: {count: 5}");
  }

  @ParameterizedTest
  @MethodSource("contestants")
  void goRoundWhatIsBroken(Contestant contestant) {
    findsIt(
        contestant,
        SEEDS,
        "history: {commits: 80}",
        "noise: {effect: 12}",
        "broken: {build: 0.15, boot: 0.05, stretch: 3}",
        "machines: {count: 3, failures: 0.05}");
  }

  @ParameterizedTest
  @MethodSource("whoKnowMerges")
  void findTheCulpritInAHistoryWithMerges(Contestant contestant) {
    findsIt(
        contestant,
        SEEDS,
        "history: {kind: kernel, commits: 120, merges: 0.2}",
        "noise: {effect: 12}",
        "machines: {count: 2}");
  }

  /** Pinpoint's tests are for numbers. */
  static Stream<Contestant> whoKnowPassAndFail() {
    return contestants().filter(contestant -> !contestant.name().equals("pinpoint"));
  }

  @ParameterizedTest
  @MethodSource("whoKnowPassAndFail")
  void understandPassAndFail(Contestant contestant) {
    findsIt(
        contestant,
        SEEDS,
        "history: {commits: 60}",
        "pass-fail: {false-fail: 0.000001, false-pass: 0.000001}");
  }
}
