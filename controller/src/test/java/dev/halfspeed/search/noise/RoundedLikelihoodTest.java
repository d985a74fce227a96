package dev.halfspeed.search.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parabolas against the likelihood by numeric integration. */
final class RoundedLikelihoodTest {
  private static final double STEP = 0.1;

  /** Log of the density, averaged over the step; less half the log of 2 pi, as everywhere. */
  private static double exact(double rest, double deviation) {
    int points = 20_000;
    double sum = 0;
    for (int point = 0; point < points; point++) {
      double z = (rest + STEP * ((point + 0.5) / points - 0.5)) / deviation;
      sum += Math.exp(-z * z / 2) / deviation;
    }
    return Math.log(sum / points);
  }

  private static double parabola(RoundedLikelihood touched, double at) {
    double distance = at + touched.pull();
    return touched.log() - touched.precision() * distance * distance / 2;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.03",
    "0.02, 0.03",
    "-0.02, 0.03",
    "0.05, 0.03",
    "0.08, 0.03",
    "-0.15, 0.03",
    "0.049, 0.01",
    "0.06, 0.01",
    "0.1, 0.06",
    "-0.2, 0.06",
    "0.02, 0.06"
  })
  void touchesTheLikelihood(double rest, double deviation) {
    var rounded = new RoundedLikelihood();
    rounded.touch(rest, STEP, deviation);
    double near = 1e-3 * deviation;
    assertThat(parabola(rounded, rest)).isCloseTo(exact(rest, deviation), within(1e-4));
    for (double moved : new double[] {rest - near, rest + near}) {
      double slope = (parabola(rounded, moved) - parabola(rounded, rest)) / near;
      double exact = (exact(moved, deviation) - exact(rest, deviation)) / near;
      assertThat(slope).isCloseTo(exact, within(1e-3 / deviation));
    }
    assertThat(rounded.precision()).isBetween(0.0, 1 / (deviation * deviation));
  }

  /** However far out a value lies, and however small the noise is. */
  @Test
  void isFiniteEverywhere() {
    var rounded = new RoundedLikelihood();
    for (double deviation : new double[] {1e-5, 1e-3, 0.01, 0.06}) {
      for (double rest = -3; rest <= 3; rest += 0.01) {
        rounded.touch(rest, STEP, deviation);
        assertThat(rounded.log()).as("%s of %s", rest, deviation).isFinite();
        assertThat(rounded.pull()).isFinite();
        assertThat(rounded.precision()).isPositive();
      }
    }
  }

  /** Far outside its step a value says as much as one that was not rounded, from the near edge. */
  @Test
  void farOutItIsAGaussian() {
    var rounded = new RoundedLikelihood();
    rounded.touch(0.5, STEP, 0.01);
    assertThat(rounded.precision()).isCloseTo(1e4, within(150.0));
    assertThat(rounded.pull()).isCloseTo(-STEP / 2, within(1e-3));
  }

  /** A level in the middle of a large step is not free to leave it. */
  @Test
  void theParabolaKnowsOfTheEdges() {
    var rounded = new RoundedLikelihood();
    rounded.touch(0, STEP, 0.001);
    assertThat(parabola(rounded, 0) - parabola(rounded, STEP / 2))
        .isCloseTo(0.85 * Math.log(2), within(1e-3));
  }

  @Test
  void noiseDithersSmallSteps() {
    assertThat(RoundedLikelihood.matters(STEP, 0.08)).isFalse();
    assertThat(RoundedLikelihood.matters(STEP, 0.05)).isTrue();
    assertThat(RoundedLikelihood.matters(0, 0.05)).isFalse();
  }
}
