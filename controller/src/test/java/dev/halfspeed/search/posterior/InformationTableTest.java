package dev.halfspeed.search.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InformationTableTest {
  @ParameterizedTest
  @CsvSource({"0.5, 0.044", "1, 0.161", "2, 0.486", "4, 0.913"})
  void knowsTheCapacityOfOneBoot(double d, double bits) {
    assertThat(InformationTable.bits(0.5, d)).isCloseTo(bits, within(0.001));
  }

  @Test
  void interpolatesCloselyEverywhere() {
    for (double p = 0.003; p < 1; p += 0.0471) {
      for (double d = 0.07; d < 8; d += 0.31) {
        assertThat(InformationTable.bits(p, d))
            .as("p %s d %s", p, d)
            .isCloseTo(InformationTable.integrate(p, d), within(0.003));
      }
    }
  }

  @Test
  void isTheEntropyWhereNoiseIsNothing() {
    assertThat(InformationTable.bits(0.25, 30)).isCloseTo(0.8113, within(1e-4));
  }
}
