package dev.halfspeed.benchmark.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundCapacityTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void withoutNoiseItTellsAllPartsApart(int machines) {
    assertThat(RoundCapacity.of(machines, 40))
        .isCloseTo(Math.log(machines + 1) / Math.log(2), within(0.002));
  }

  /** One boot is a binary input in Gaussian noise, of which the capacity is known. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2, 4})
  void oneBootTellsWhatTheIntegralSays(double effect) {
    double exact = InformationLimit.gaussianInformation(effect);
    assertThat(RoundCapacity.of(1, effect)).isCloseTo(exact, within(0.03 * exact + 0.002));
  }

  @Test
  void severalTellMoreThanOneAndLessThanEachAlone() {
    double one = RoundCapacity.of(1, 2);
    double four = RoundCapacity.of(4, 2);
    double sixteen = RoundCapacity.of(16, 2);
    assertThat(four).isBetween(1.5 * one, 4 * one);
    assertThat(sixteen).isBetween(1.5 * four, 4 * four);
  }
}
