package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.Seeds;
import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.world.ScenarioHistory;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.problem.Problem;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reproducer that passes or fails, wherever the culprit lies, and where there is none. */
final class VerdictWorldsTest {
  private static final int WORLDS = Seeds.count(3, 6);

  private static List<Trial> trials(String contestant, String... lines) throws Problem {
    var player = Contestants.players(List.of(contestant)).getFirst();
    var ground = new ScenarioHistory(Worlds.scenario(lines));
    return LongStream.rangeClosed(1, WORLDS)
        .mapToObj(seed -> {
          var world = new World(ground, seed);
          return VirtualLab.run(world, () -> player.factory().player(world));
        })
        .toList();
  }

  /**
   * With rates of 0.2 and 0.8; the good end has to be booted where the culprit is among the first.
   */
  @ParameterizedTest
  @CsvSource({
    "8, 0",
    "8, 1",
    "8, 4",
    "8, 7",
    "256, 0",
    "256, 1",
    "256, 128",
    "256, 255",
    "4096, 0",
    "4096, 1",
    "4096, 4095"
  })
  void aCulpritIsFoundWhereverItLies(int commits, int culprit) throws Problem {
    for (String contestant : List.of("halfspeed", "halfspeed-told")) {
      List<Trial> trials =
          trials(
              contestant,
              "history: {commits: " + commits + "}",
              "culprit-commits: [" + culprit + "]",
              "pass-fail: {false-fail: 0.2, false-pass: 0.2}");
      assertThat(trials)
          .filteredOn(Trial::rightAfterProof)
          .hasSizeGreaterThanOrEqualTo(WORLDS - WORLDS / 6);
    }
  }

  /** One that seldom fails where good, and often passes where bad. */
  @ParameterizedTest
  @CsvSource({"0.01, 0.01", "0.02, 0.49", "0.3, 0.1"})
  void ratesOfAllKindsAreFoundOut(double falseFail, double falsePass) throws Problem {
    List<Trial> trials =
        trials(
            "halfspeed",
            "history: {commits: 256}",
            "pass-fail: {false-fail: " + falseFail + ", false-pass: " + falsePass + "}");
    assertThat(trials)
        .filteredOn(Trial::rightAfterProof)
        .hasSizeGreaterThanOrEqualTo(WORLDS - WORLDS / 6);
  }

  /** The regression is not there: the test never fails, now and then, or at every commit. */
  @ParameterizedTest
  @CsvSource({"8, 0.2", "256, 0.001", "256, 0.2", "256, 0.8", "4096, 0.8", "256, 1"})
  void withoutARegressionItEndsAndNobodyIsAccused(int commits, double rate) throws Problem {
    List<Trial> trials =
        trials(
            "halfspeed",
            "history: {commits: " + commits + "}",
            "culprits: []",
            "maximum-boots: 200",
            "pass-fail: {false-fail: " + rate + ", false-pass: 0}");
    assertThat(trials).filteredOn(Trial::accusedInnocent).isEmpty();
    assertThat(trials).extracting(Trial::ending).containsOnly("not-reproduced");
  }
}
