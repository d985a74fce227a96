package dev.halfspeed.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.report.view.BisectionView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1318.4 | tps | 1,318 tps",
        "98565.4 | tps | 98,565 tps",
        "318.44 | tps | 318.4 tps",
        "31.844 | ms | 31.84 ms",
        "0.7583 | ms | 0.758 ms",
        "12 | '' | 12.00",
        "999.99 | tps | 1,000 tps",
        "9.99996 | ms | 10.00 ms"
      })
  void values(double value, String unit, String text) {
    assertThat(Words.value(value, unit)).isEqualTo(text);
  }

  @Test
  void hugeAndTinyNumbersAreShort() {
    assertThat(Words.value(1e308, "tps")).isEqualTo("1.000e+308 tps");
    assertThat(Words.value(-1e12, "")).isEqualTo("-1.000e+12");
    assertThat(Words.value(1e-300, "ms")).isEqualTo("1.000e-300 ms");
    assertThat(Words.value(0, "ms")).isEqualTo("0.000 ms");
    assertThat(Words.change(1e306)).isEqualTo("+1.0e+308 %");
  }

  @Test
  void changes() {
    assertThat(Words.change(new BisectionView.Change(-0.241, -0.2461, -0.2369)))
        .isEqualTo("-24.1 % (95 %: -24.6 % to -23.7 %)");
    assertThat(Words.change(new BisectionView.Change(-0.0412, -0.0418, -0.0406)))
        .isEqualTo("-4.12 % (95 %: -4.18 % to -4.06 %)");
    assertThat(Words.change(new BisectionView.Change(0.3, 0.0, 0.6)))
        .isEqualTo("+30.0 % (95 %: 0.0 % to +60.0 %)");
    assertThat(Words.change(-0.00001)).isEqualTo("0.00 %");
  }

  @ParameterizedTest
  @CsvSource({"0.9999, over 99.9 %", "0.997, 99.7 %", "0.42, 42 %", "0.001, under 0.5 %", "0, 0 %"})
  void probabilities(double probability, String text) {
    assertThat(Words.probability(probability)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.99, 99 %", "0.999, 99.9 %", "0.5, 50 %"})
  void levels(double level, String text) {
    assertThat(Words.level(level)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59.4, 59 s",
    "59.6, 1 min 00 s",
    "125, 2 min 05 s",
    "7500, 2 h 05 min",
    "200000, 2 d 07 h"
  })
  void durations(double seconds, String text) {
    assertThat(Words.duration(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"3, a few seconds", "34, about 30 s", "100, about 2 min", "5000, about 1 h 20 min"})
  void forecasts(double seconds, String text) {
    assertThat(Words.about(seconds)).isEqualTo(text);
  }

  @Test
  void sizesAndCounts() {
    assertThat(Words.bytes(512)).isEqualTo("512 B");
    assertThat(Words.bytes(1_800_000_000)).isEqualTo("1.7 GiB");
    assertThat(Words.count(1, "boot")).isEqualTo("1 boot");
    assertThat(Words.count(1318, "boot")).isEqualTo("1,318 boots");
  }

  @Test
  void idsAreShortened() {
    assertThat(Words.shortId("0123456789abcdef0123456789abcdef01234567")).isEqualTo("0123456789");
    assertThat(Words.shortId("v6.12-rc1-with-a-long-name")).isEqualTo("v6.12-rc1-with-a-long-name");
  }

  /** Whatever was asked for, it reads as less. */
  @ParameterizedTest
  @CsvSource({"0.98999, 98.9 %", "0.93, 93.0 %", "0.9989999, 99.8 %"})
  void aProbabilityThatIsLessThanAskedReadsAsLess(double probability, String words) {
    assertThat(Words.lessThanAsked(probability)).isEqualTo(words);
  }
}
