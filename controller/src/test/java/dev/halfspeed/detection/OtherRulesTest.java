package dev.halfspeed.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The rules that detection is compared with, on series whose outcome their authors publish: Otava's
 * tests (analysis_test.py, series_test.py) and Treeherder's (test_analyze.py).
 */
final class OtherRulesTest {
  @Test
  void otavaFindsWhatItsTestsSay() {
    double[] halved = {
      1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96, 0.50, 0.51, 0.48, 0.48, 0.55,
      0.50, 0.49, 0.51, 0.50, 0.49
    };
    assertThat(new OtavaRule(10, 0.0001).changes(halved)).containsExactly(10);

    double[] first = {1.02, 0.95, 0.99, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55};
    double[] second = {2.02, 2.03, 2.01, 2.04, 1.82, 1.85, 1.79, 1.81, 1.80, 1.76, 1.78};
    assertThat(OtavaRule.usual().changes(first)).containsExactly(6);
    assertThat(OtavaRule.usual().changes(second)).containsExactly(4);

    double[] many =
        IntStream.range(0, 30)
            .mapToDouble(point -> point < 5 ? 1 : point < 13 ? 5 : point < 21 ? 9 : 3)
            .toArray();
    assertThat(new OtavaRule(50, 0.05).changes(many)).containsExactly(5, 13, 21);

    double[] fromZero = {0, 0, 0, 1.00, 1.12, 0.90, 0.50, 0.51, 0.48, 0.48, 0.55};
    assertThat(OtavaRule.usual().changes(fromZero)).hasSize(2).startsWith(3);
  }

  @Test
  void otavasTestOfSignificanceIsStudents() {
    double[] before = {1.00, 1.02, 1.05, 0.95, 0.98};
    double[] lower = {0.80, 0.82, 0.85, 0.79, 0.77};
    assertThat(OtavaRule.pValue(before, before)).isCloseTo(1, within(0.01));
    assertThat(OtavaRule.pValue(before, lower)).isBetween(0.0, 0.001);
  }

  @Test
  void perfherderFindsWhatItsTestsSay() {
    double[] step = IntStream.range(0, 16).mapToDouble(point -> point < 8 ? 0 : 1).toArray();
    assertThat(new PerfherderRule(5, 5, 5, 2).changes(step)).containsExactly(8);
    assertThat(PerfherderRule.mean(1, 2, 3, 4)).isCloseTo(2, within(1e-12));
    assertThat(PerfherderRule.variance(1, 2, 3, 4)).isCloseTo(2, within(1e-12));
    assertThat(PerfherderRule.t(new double[] {0, 0}, new double[] {0, 0})).isZero();
    assertThat(PerfherderRule.t(new double[] {0, 0}, new double[] {1, 1})).isInfinite();
  }
}
