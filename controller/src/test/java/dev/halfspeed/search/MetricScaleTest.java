package dev.halfspeed.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked for is always a loss on the search's scale. */
final class MetricScaleTest {
  /** From 100 to the value, which is a change as is looked for. */
  @ParameterizedTest
  @CsvSource({
    "true, REGRESSION, 80, -0.2",
    "false, REGRESSION, 125, 0.25",
    "true, IMPROVEMENT, 125, 0.25",
    "false, IMPROVEMENT, 80, -0.2"
  })
  void aChangeAsIsLookedForIsALossAndComesBackAsItWas(
      boolean higherIsBetter, Sought sought, double value, double fraction) {
    var scale = new MetricScale(higherIsBetter, sought);
    double change = scale.logarithm(value) - scale.logarithm(100);
    assertThat(change).isNegative();
    assertThat(scale.value(scale.logarithm(value))).isCloseTo(value, within(1e-9));
    Effect effect = scale.ofMetric(new Effect(change, change - 0.1, change + 0.1));
    assertThat(effect.fraction()).isCloseTo(fraction, within(1e-9));
    assertThat(effect.low()).isLessThan(effect.log());
    assertThat(effect.high()).isGreaterThan(effect.log());
    assertThat(scale.part(-change)).isCloseTo(Math.abs(fraction), within(1e-9));
    assertThat(scale.size(Math.abs(fraction))).isCloseTo(-change, within(1e-9));
  }
}
