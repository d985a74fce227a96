package dev.halfspeed.durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Builds that go far take longer, and odd ones teach nothing. */
final class BuildTimesTest {
  @Test
  void followsTheDistance() {
    BuildTimes times =
        BuildTimes.fit(List.of(build(1), build(15), build(255), build(1023))).orElseThrow();
    assertThat(times.seconds(63)).isCloseTo(seconds(63), within(1e-9));
    assertThat(times.seconds(4095)).isCloseTo(seconds(4095), within(1e-9));
  }

  @Test
  void aColdBuildOrTwoBendNothing() {
    var builds = new ArrayList<BuildTimes.Build>();
    var random = new SplittableRandom(5);
    for (int number = 0; number < 12; number++) {
      int distance = random.nextInt(1 << random.nextInt(1, 12));
      builds.add(
          new BuildTimes.Build(distance, seconds(distance) * (0.95 + 0.1 * random.nextDouble())));
    }
    builds.set(3, new BuildTimes.Build(2, 900));
    builds.set(8, new BuildTimes.Build(40, 1200));
    assertThat(BuildTimes.fit(builds).orElseThrow().seconds(500))
        .isCloseTo(seconds(500), within(8.0));
  }

  @Test
  void fewBuildsOrAllFromTheSameDistanceHaveNoLine() {
    assertThat(BuildTimes.fit(List.of())).isEmpty();
    assertThat(BuildTimes.fit(List.of(build(1), build(15), build(255)))).isEmpty();
    assertThat(BuildTimes.fit(List.of(build(20), build(21), build(22), build(23), build(24))))
        .isEmpty();
  }

  @Test
  void neverLessThanTheShortestAndNeverLessForGoingFarther() {
    BuildTimes falling =
        BuildTimes.fit(
                List.of(
                    new BuildTimes.Build(1, 50),
                    new BuildTimes.Build(10, 40),
                    new BuildTimes.Build(100, 30),
                    new BuildTimes.Build(1000, 20)))
            .orElseThrow();
    assertThat(falling.seconds(1)).isEqualTo(falling.seconds(1000)).isEqualTo(35);
    BuildTimes steep =
        BuildTimes.fit(
                List.of(
                    new BuildTimes.Build(100, 20),
                    new BuildTimes.Build(200, 60),
                    new BuildTimes.Build(400, 100),
                    new BuildTimes.Build(800, 140)))
            .orElseThrow();
    assertThat(steep.seconds(0)).isEqualTo(20);
  }

  private static double seconds(int distance) {
    return 10 + 7 * Math.log1p(distance);
  }

  private static BuildTimes.Build build(int distance) {
    return new BuildTimes.Build(distance, seconds(distance));
  }
}
