package dev.halfspeed.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.benchmark.report.LogScale;
import dev.halfspeed.benchmark.report.Proportion;
import dev.halfspeed.benchmark.report.SampleSummary;
import dev.halfspeed.benchmark.strategy.Normal;
import dev.halfspeed.benchmark.strategy.RankTests;
import dev.halfspeed.benchmark.world.InformationLimit;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
  @ParameterizedTest
  @CsvSource({"8, 10, 0.4902, 0.9433", "0, 20, 0, 0.1611", "20, 20, 0.8389, 1", "0, 0, 0, 1"})
  void anIntervalByWilson(int hits, int trials, double low, double high) {
    var proportion = new Proportion(hits, trials);
    assertThat(proportion.low()).isCloseTo(low, within(1e-4));
    assertThat(proportion.high()).isCloseTo(high, within(1e-4));
  }

  @Test
  void quantilesAreValuesThatCame() {
    SampleSummary spread = SampleSummary.of(DoubleStream.of(4, 1, 3, 2));
    assertThat(spread.mean()).isEqualTo(2.5);
    assertThat(spread.quantile(0.5)).isEqualTo(2);
    assertThat(spread.quantile(0.95)).isEqualTo(4);
    assertThat(SampleSummary.of(DoubleStream.empty()).mean()).isNaN();
  }

  /** C, and T* for 16,384 commits: the design's own table. */
  @ParameterizedTest
  @CsvSource({"0.5, 0.044, 354", "1, 0.161, 95.4", "2, 0.486, 30.8", "4, 0.913, 15.8"})
  void theLimitOfGaussianBoots(double effect, double bits, double boots) {
    assertThat(InformationLimit.gaussianInformation(effect)).isCloseTo(bits, within(0.0006));
    InformationLimit limit =
        InformationLimit.of(Worlds.scenario("noise: {effect: " + effect + "}"), 14);
    assertThat(limit.boots()).isCloseTo(boots, within(boots * 0.005));
    assertThat(limit.hours()).isCloseTo((300 + 300 * limit.boots()) / 3600, within(0.01));
  }

  @Test
  void theLimitOfPassAndFail() {
    InformationLimit limit = InformationLimit.of(Worlds.scenario("pass-fail: {}"), 15);
    // 1 - h(0.05) = 0.7136 bits, and 0.9 ln 19 = 2.65 nats.
    assertThat(limit.boots()).isCloseTo(0.99 * 15 / 0.7136 + 4.605 / 2.65, within(0.02));
    assertThat(InformationLimit.of(Worlds.scenario("culprits: []"), 14).boots()).isNaN();
  }

  @Test
  void machinesMakeTheLimitShorterButNotForEver() {
    double one = InformationLimit.of(Worlds.scenario("noise: {effect: 2}"), 14).hours();
    double four =
        InformationLimit.of(Worlds.scenario("noise: {effect: 2}", "machines: {count: 4}"), 14)
            .hours();
    double many =
        InformationLimit.of(Worlds.scenario("noise: {effect: 2}", "machines: {count: 1000}"), 14)
            .hours();
    assertThat(four).isLessThan(one / 2.5);
    // Four boots tell 1.36 bits together, of the 1.94 that they tell one after the other.
    assertThat(four).isCloseTo((300 + 300 * 13.92 / 1.36) / 3600, within(0.02));
    // 1,001 parts a round: 14 bits take 1.4 rounds and the first build.
    assertThat(many).isCloseTo((300 + 300 * 13.92 / 9.967) / 3600, within(0.001));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.5", "1, 0.15865525", "1.96, 0.0249979", "3.5, 0.00023262907", "-1, 0.84134475"})
  void theNormalTail(double z, double tail) {
    assertThat(Normal.tail(z)).isCloseTo(tail, within(1e-7));
  }

  @Test
  void rankTestsAreRightAboutTheirErrors() {
    var random = new SplittableRandom(1);
    int mann = 0;
    int kolmogorov = 0;
    for (int draw = 0; draw < 1000; draw++) {
      double[] one = DoubleStream.generate(random::nextGaussian).limit(20).toArray();
      double[] other = DoubleStream.generate(random::nextGaussian).limit(20).toArray();
      mann += RankTests.mannWhitney(one, other) < 0.05 ? 1 : 0;
      kolmogorov += RankTests.kolmogorovSmirnov(one, other) < 0.05 ? 1 : 0;
    }
    assertThat(mann).isBetween(30, 70);
    assertThat(kolmogorov).isBetween(20, 75);
    // Ten values below ten others: U = 0, z = 49.5 / 13.23.
    double[] low = DoubleStream.iterate(0, x -> x + 1).limit(10).toArray();
    double[] high = DoubleStream.iterate(10, x -> x + 1).limit(10).toArray();
    assertThat(RankTests.mannWhitney(low, high)).isCloseTo(0.000183, within(2e-6));
    assertThat(RankTests.kolmogorovSmirnov(low, high)).isLessThan(0.001);
    assertThat(RankTests.interquartileRange(low)).isEqualTo(4.5);
  }

  @Test
  void largerSamplesMissAnEffectLess() {
    assertThat(RankTests.missedOnceInAHundred(2, 5)).isGreaterThan(0.1);
    assertThat(RankTests.missedOnceInAHundred(2, 15)).isLessThan(0.02);
  }

  @Test
  void aLogScaleMarksOneTwoFive() {
    assertThat(new LogScale(0.9, 21).marks().values()).containsExactly("1", "2", "5", "10", "20");
    assertThat(new LogScale(1, 100).part(10)).isCloseTo(0.5, within(1e-12));
    assertThat(LogScale.around(Double.NaN, 3).contains(3)).isTrue();
  }
}
