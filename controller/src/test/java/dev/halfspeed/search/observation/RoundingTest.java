package dev.halfspeed.search.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.TestDags;
import dev.halfspeed.search.posterior.Posterior;
import dev.halfspeed.search.posterior.Posteriors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The step of rounded values, and what it does to the belief. */
final class RoundingTest {
  /** Of values that are each of an image of its own. */
  private static double stepOf(List<Double> logarithms) {
    return Rounding.of(logarithms.stream().map(List::of).toList());
  }

  private static List<Double> logarithms(double... values) {
    return DoubleStream.of(values).map(Math::log).boxed().toList();
  }

  @Test
  void theStepIsWhatAllValuesAreMultiplesOf() {
    assertThat(stepOf(logarithms(990, 980, 970, 990))).isCloseTo(0.0102, within(1e-4));
    assertThat(stepOf(logarithms(0.99, 0.98, 0.97))).isCloseTo(0.0102, within(1e-4));
    assertThat(stepOf(logarithms(107.8, 98, 88.2))).isCloseTo(0.1, within(1e-6));
    assertThat(stepOf(logarithms(1318.2, 1320.7, 1299.1))).isCloseTo(7.6e-5, within(1e-5));
  }

  /** A regression of a latency is told with its sign turned. */
  @Test
  void theSignDoesNotMatter() {
    List<Double> turned = logarithms(12, 14, 15).stream().map(value -> -value).toList();
    assertThat(stepOf(turned)).isCloseTo(1 / (41 / 3.0), within(1e-6));
  }

  @Test
  void fewDifferentValuesAreMultiplesOfPowersOfTenOnly() {
    assertThat(stepOf(logarithms(990, 990, 990))).isCloseTo(10 / 990.0, within(1e-6));
    assertThat(stepOf(logarithms(123456, 61728))).isLessThan(2e-5);
    assertThat(Rounding.of(List.of())).isZero();
  }

  @Test
  void valuesOfManyDigitsHaveNone() {
    var random = new SplittableRandom(1);
    var values = new ArrayList<Double>();
    for (int index = 0; index < 50; index++) {
      values.add(7 + 0.03 * random.nextGaussian());
    }
    assertThat(stepOf(values)).isZero();
  }

  @Test
  void aDeclaredStepReplacesTheEstimate() {
    var tps = new Reproducer.Step(0.5, new MetricScale(true, Sought.REGRESSION));
    assertThat(Rounding.of(List.of(logarithms(990, 980, 970, 1020)), tps))
        .isCloseTo(0.5 / 990, within(1e-9));
    var latency = new Reproducer.Step(2, new MetricScale(false, Sought.REGRESSION));
    List<Double> turned = logarithms(12, 14, 16).stream().map(value -> -value).toList();
    assertThat(Rounding.of(List.of(turned), latency)).isCloseTo(2 / 14.0, within(1e-9));
    assertThat(Rounding.of(List.of(), latency)).isZero();
  }

  /** Where all values happen to be multiples of ten, but are known to be fine. */
  @Test
  void theSearchBelievesADeclaredStep() {
    List<Evidence> boots =
        List.of(boot(new Revision.Good(), 990), boot(new Revision.Candidate(7), 970));
    var fine = new Reproducer.Step(0.1, new MetricScale(true, Sought.REGRESSION));
    assertThat(step(boots, Optional.of(fine))).isCloseTo(0.1 / 980, within(1e-9));
    assertThat(step(boots, Optional.empty())).isCloseTo(10.0 / 980, within(1e-6));
  }

  private static double step(List<Evidence> boots, Optional<Reproducer.Step> step) {
    return new Observations(
            TestDags.chain(8).ancestry(),
            boots,
            new Reproducer.Metric(Optional.empty(), step, Sought.REGRESSION),
            List.of())
        .step();
  }

  /** Of numbers that are 3.3 noises coarse, ties are no noise of nothing. */
  @Test
  void tiesAreNotTakenForLittleNoise() {
    var boots = new ArrayList<Evidence>();
    for (double value : new double[] {990, 990, 990, 990}) {
      boots.add(boot(new Revision.Good(), value));
    }
    for (double value : new double[] {990, 980, 970, 990}) {
      boots.add(boot(new Revision.Candidate(7), value));
    }
    Posterior posterior = Posteriors.of(TestDags.chain(8), boots, new Reproducer.Metric());
    assertThat(posterior.none()).isLessThan(0.95);
    assertThat(posterior.judgement().noise()).isGreaterThan(0.0029);
  }

  private static Evidence boot(Revision revision, double value) {
    return new Evidence.Measured(
        revision, 0, revision.toString(), Purpose.CALIBRATION, List.of(Math.log(value)));
  }

  @Test
  void twoValuesOfOneImageHaveAStepInCommon() {
    List<Double> both = logarithms(987, 1128);
    assertThat(stepOf(both)).isLessThan(1e-2);
    assertThat(Rounding.of(List.of(both))).isCloseTo(141 / 1057.5, within(1e-6));
  }
}
