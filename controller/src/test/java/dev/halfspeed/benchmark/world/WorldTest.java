package dev.halfspeed.benchmark.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.benchmark.Worlds;
import dev.halfspeed.benchmark.report.SampleSummary;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Image;
import dev.halfspeed.search.Revision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WorldTest {
  private static final Image GOOD = Image.of(new Revision.Good());

  private static Image commit(int number) {
    return Image.of(new Revision.Candidate(number));
  }

  /** The first run, in sigma, 0 for a good kernel. */
  private static double sigmas(World world, Image image, int machine, int number) {
    return (world.measure(image, machine, number, 0, 1, 0).getFirst() - 7)
        / world.scenario().noise().sigma();
  }

  @ParameterizedTest
  @EnumSource(Scenario.Shape.class)
  void noiseHasItsSpreadWhateverItsShape(Scenario.Shape shape) {
    World world =
        Worlds.world(
            3,
            "history: {commits: 2}",
            "noise: {shape: %s}".formatted(shape.name().toLowerCase(Locale.ROOT)));
    double[] boots =
        IntStream.range(0, 20_000).mapToDouble(n -> sigmas(world, GOOD, 0, n)).toArray();
    double mean = Arrays.stream(boots).average().orElseThrow();
    double square = Arrays.stream(boots).map(each -> each * each).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.03));
    assertThat(square).isCloseTo(1, within(0.05));
  }

  @Test
  void aBootIsTheSameWhoeverAsksAndWhen() {
    String[] file = {"history: {commits: 50}", "noise: {layout: 0.5, outliers: 0.1}"};
    World one = Worlds.world(3, file);
    World other = Worlds.world(3, file);
    List<Double> third = one.measure(commit(7), 0, 3, 0, 2, 0);
    other.measure(commit(8), 0, 1, 0, 1, 0);
    assertThat(other.measure(commit(7), 0, 1, 0, 2, 0)).isNotEqualTo(third);
    assertThat(other.measure(commit(7), 0, 3, 0, 2, 0)).isEqualTo(third);
    assertThat(other.guilty()).isEqualTo(one.guilty());
    assertThat(Worlds.world(4, file).measure(commit(7), 0, 3, 0, 2, 0)).isNotEqualTo(third);
  }

  @Test
  void moreRunsContinueABoot() {
    World world = Worlds.world(1, "noise: {between-runs: 0.6}");
    assertThat(world.measure(GOOD, 0, 1, 0, 5, 0).subList(0, 2))
        .isEqualTo(world.measure(GOOD, 0, 1, 0, 2, 0));
  }

  @Test
  void theNoiseOfOneBootIsSigma() {
    for (String runs : List.of("0", "0.6")) {
      World world = Worlds.world(5, "noise: {between-runs: " + runs + "}");
      SampleSummary squares =
          SampleSummary.of(
              IntStream.rangeClosed(1, 4000)
                  .mapToDouble(n -> sigmas(world, GOOD, 0, n))
                  .map(y -> y * y));
      assertThat(squares.mean()).isCloseTo(1, within(0.08));
    }
  }

  @Test
  void aLayoutIsTheImagesOwnLuck() {
    World world = Worlds.world(2, "noise: {layout: 100}");
    double usual = sigmas(world, GOOD, 0, 1);
    assertThat(sigmas(world, GOOD, 0, 2)).isCloseTo(usual, within(10.0));
    double rebuilt = sigmas(world, new Image(new Revision.Good(), 1), 0, 1);
    assertThat(Math.abs(rebuilt - usual)).isGreaterThan(10);
  }

  @Test
  void everyDescendantOfACulpritIsBad() {
    World world = Worlds.world(1, "history: {kind: git, commits: 300, merges: 0.2}");
    int culprit = world.guilty().getFirst();
    for (int commit = 0; commit < 300; commit++) {
      assertThat(world.isBad(new Revision.Candidate(commit)))
          .isEqualTo(world.ground().dag().ancestorsOf(commit).get(culprit));
    }
    assertThat(world.isBad(new Revision.Good())).isFalse();
    assertThat(world.isBad(new Revision.Revert(culprit))).isFalse();
    assertThat(world.isBad(new Revision.Revert(culprit == 0 ? 1 : 0))).isTrue();
  }

  @Test
  void sharesAddUp() {
    World world =
        Worlds.world(
            1,
            "history: {commits: 100}",
            "culprits: [0.4, 0.6]",
            "culprit-commits: [20, 70]",
            "noise: {effect: 10, sigma: 0.01}");
    assertThat(world.guilty()).containsExactly(70, 20);
    assertThat(world.loss(new Revision.Candidate(19))).isZero();
    assertThat(world.loss(new Revision.Candidate(69))).isCloseTo(0.4, within(1e-9));
    assertThat(world.loss(new Revision.Candidate(99))).isCloseTo(1, within(1e-9));
    assertThat(world.loss(new Revision.Revert(70))).isCloseTo(0.4, within(1e-9));
    assertThat(sigmas(world, commit(99), 0, 1)).isCloseTo(-10, within(5.0));
  }

  @Test
  void aCulpritIsDrawnByItsWeight() {
    var ground =
        new ScenarioHistory(
            Worlds.scenario("history: {commits: 4}", "prior: {weights: [1, 1, 1, 7]}"));
    long heavy =
        LongStream.range(0, 2000)
            .filter(seed -> new World(ground, seed).guilty().equals(List.of(3)))
            .count();
    assertThat(heavy).isBetween(1320L, 1480L);
  }

  @Test
  void brokenCommitsComeInStretchesAndSpareWhatTheAnswerNeeds() {
    for (int seed = 0; seed < 20; seed++) {
      World world =
          Worlds.world(seed, "history: {commits: 4000}", "broken: {build: 0.3, stretch: 10}");
      int broken = 0;
      int begun = 0;
      boolean before = false;
      for (int commit = 0; commit < 4000; commit++) {
        boolean here = !world.builds(new Revision.Candidate(commit));
        broken += here ? 1 : 0;
        begun += here && !before ? 1 : 0;
        before = here;
      }
      assertThat(broken / 4000.0).isBetween(0.18, 0.42);
      assertThat((double) broken / begun).isBetween(6.0, 15.0);
      int culprit = world.guilty().getFirst();
      assertThat(world.builds(new Revision.Candidate(culprit))).isTrue();
      assertThat(culprit == 0 || world.builds(new Revision.Candidate(culprit - 1))).isTrue();
      assertThat(world.builds(new Revision.Candidate(3999))).isTrue();
    }
  }

  @Test
  void aCulpritMayBeHiddenBehindItsBrokenParents() {
    for (int seed = 0; seed < 20; seed++) {
      World world =
          Worlds.world(
              seed, "history: {kind: kernel, commits: 300}", "broken: {build: 0.2, near: true}");
      int culprit = world.guilty().getFirst();
      assertThat(world.builds(new Revision.Candidate(culprit))).isTrue();
      for (int parent : world.ground().parentsOf(culprit)) {
        assertThat(world.builds(new Revision.Candidate(parent))).isFalse();
      }
    }
  }

  @Test
  void machinesDifferAsTheFileSays() {
    World world =
        Worlds.world(
            1,
            "noise: {effect: 100}",
            "machines: {count: 3, offset-spread: 50, speed-spread: 0.3, without-effect: [2], noise:"
                + " [0, 0]}");
    Image bad = commit(16383);
    assertThat(sigmas(world, bad, 0, 1) - sigmas(world, GOOD, 0, 1)).isCloseTo(-100, within(1e-6));
    assertThat(sigmas(world, bad, 2, 1) - sigmas(world, GOOD, 2, 1)).isCloseTo(0, within(10.0));
    assertThat(world.goodLevel(1))
        .isCloseTo(world.measure(GOOD, 1, 1, 0, 1, 0).getFirst(), within(1e-9));
    assertThat(world.speed(0)).isBetween(0.7, 1.3).isNotEqualTo(world.speed(1));
  }

  @Test
  void timeMovesAllLevels() {
    var step = new EnvironmentDrift(new Scenario.Drift.Step(2, 3), 1);
    assertThat(step.loss(1.9)).isZero();
    assertThat(step.loss(2)).isEqualTo(3);
    assertThat(new EnvironmentDrift(new Scenario.Drift.Linear(0.5), 1).loss(4)).isEqualTo(2);
    SampleSummary squares =
        SampleSummary.of(
            LongStream.range(0, 2000)
                .mapToDouble(seed -> new EnvironmentDrift(new Scenario.Drift.Walk(2), seed).loss(9))
                .map(loss -> loss * loss));
    assertThat(squares.mean()).isCloseTo(36, within(4.0));
    var walk = new EnvironmentDrift(new Scenario.Drift.Walk(1), 7);
    double late = walk.loss(5);
    walk.loss(1);
    assertThat(walk.loss(5)).isEqualTo(late);
  }

  @Test
  void aReproducerIsWrongAsOftenAsItSays() {
    World world =
        Worlds.world(1, "history: {commits: 10}", "pass-fail: {false-fail: 0.1, false-pass: 0.2}");
    assertThat(world.failures(GOOD, 0, 1, 5000) / 5000.0).isCloseTo(0.1, within(0.02));
    assertThat(world.failures(commit(9), 0, 1, 5000) / 5000.0).isCloseTo(0.8, within(0.02));
  }

  @Test
  void machinesWereCheckedBeforeTheyWereUsed() {
    World world =
        Worlds.world(
            1,
            "noise: {sigma: 0.01}",
            "machines: {count: 2, noise: [1, 3], offset-spread: 40}",
            "earlier-boots: 400");
    assertThat(world.earlier()).isEqualTo(world.earlier()).hasSize(800);
    double[] squares = new double[2];
    for (Evidence each : world.earlier()) {
      var boot = (Evidence.Earlier) each;
      assertThat(boot.image()).isEqualTo("check");
      // The machines' levels lie much further apart, and are not told.
      squares[boot.machine()] += Math.pow((boot.values().getFirst() - 7) / 0.01, 2) / 400;
    }
    assertThat(squares[0]).isCloseTo(1, within(0.2));
    assertThat(squares[1]).isCloseTo(9, within(1.8));
    assertThat(Worlds.world(1).earlier()).hasSize(12);
    assertThat(Worlds.world(1, "pass-fail: {}").earlier()).isEmpty();
  }
}
