package dev.halfspeed.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against printed tables. */
final class TailsTest {
  @ParameterizedTest
  @CsvSource({
    // two-sided probability, degrees, limit
    "0.05, 1, 12.706",
    "0.05, 2, 4.303",
    "0.05, 3, 3.182",
    "0.05, 10, 2.228",
    "0.001, 11, 4.437",
    "0.01, 10, 3.169",
    "0.05, 120, 1.980"
  })
  void student(double probability, int degrees, double limit) {
    assertThat(Tails.studentLimit(probability, degrees)).isCloseTo(limit, within(6e-4));
    assertThat(Tails.student(-limit, degrees)).isCloseTo(probability, within(2e-5));
  }

  @ParameterizedTest
  @CsvSource({
    // probability of more, degrees, limit
    "0.05, 1, 3.841",
    "0.975, 3, 0.216",
    "0.025, 3, 9.348",
    "0.05, 10, 18.307",
    "0.025, 11, 21.920",
    "0.975, 11, 3.816",
    "0.95, 100, 77.929"
  })
  void chiSquare(double probability, int degrees, double limit) {
    assertThat(Tails.chiSquareLimit(probability, degrees)).isCloseTo(limit, within(6e-4));
    assertThat(Tails.chiSquare(limit, degrees)).isCloseTo(probability, within(2e-4));
  }
}
