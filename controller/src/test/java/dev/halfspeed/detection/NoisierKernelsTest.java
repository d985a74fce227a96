package dev.halfspeed.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels that are slower are often noisier too, and their noise must not hide that. */
final class NoisierKernelsTest {
  private static final Detector DETECTOR = new Detector(DetectionSettings.usual());
  private static final int SERIES = 200;
  private static final int BEFORE = 12;

  /**
   * Measured on real kernels by the instruction clock: ratio, its variance, the reference's level.
   * Between the eighth and the ninth lies a commit that costs 80 %; boots of the slow kernels
   * differ five times as much as those of the others. Four slow points are fewer than the rank test
   * wants after seven, so it takes all twelve.
   */
  private static final double[][] MEASURED = {
    {-0.0003550588707792457, 1.4556193963992018e-08, 8.075320858946501},
    {0.00011202778167351823, 2.909048189911831e-08, 8.075117510050362},
    {0.0004165211026556648, 2.3990249990781686e-07, 8.07470719797836},
    {-0.00033901635518773787, 3.156280928739711e-07, 8.075296115627076},
    {1.367553928410814e-05, 5.249635145201016e-08, 8.075188619057817},
    {0.0002603952536777143, 1.6529307209774413e-07, 8.07502648207133},
    {0.0003948521456127452, 1.5816758080577313e-07, 8.074778824715727},
    {-0.00010961222312744212, 1.7564336837697402e-07, 8.074945089352806},
    {-1.5954941382196344, 1.209715177007967e-05, 8.075373901181791},
    {-1.5965709791998401, 6.148344187899996e-05, 8.075125918364794},
    {-1.6013592827424024, 3.719300826330195e-05, 8.075255334561538},
    {-1.6020052408502874, 3.6579874379272965e-06, 8.075249610608083},
  };

  @Test
  void aLossOfFourFifthsIsFoundThoughTheSlowKernelsAreNoisier() {
    var points = new ArrayList<SeriesPoint>();
    for (double[] measured : MEASURED) {
      points.add(point(points.size(), measured[0], measured[1], OptionalDouble.of(measured[2])));
    }

    SeriesFindings findings = DETECTOR.detect(new Series("trips", Better.HIGHER, points));

    assertThat(findings.alarms()).hasSize(1);
    Change change = findings.alarms().getFirst();
    assertThat(change.position()).isEqualTo(8);
    assertThat(change.isLoss()).isTrue();
    assertThat(change.size().estimate()).isBetween(-1.61, -1.59);
  }

  @Test
  void aLevelFarOffIsFoundAsSoonAsWithoutTheirNoise() {
    assertThat(found(-0.5, 10, 4)).isGreaterThan(SERIES * 9 / 10);
  }

  @Test
  void moreNoiseAloneIsNoChangeOfTheLevel() {
    assertThat(found(0, 10, 6)).isLessThanOrEqualTo(SERIES / 20);
  }

  /**
   * 95 % of the intervals should hold the loss. Of those of an alarm, whose place was chosen, 90 %
   * do in both; where the noise grows it was 67 % while that of the points before it counted.
   */
  @ParameterizedTest
  @CsvSource({"-0.05, 1", "-0.5, 10"})
  void theIntervalOfALossIsAsWideAsTheNoiseMakesIt(double shift, double noisier) {
    long found = 0;
    long held = 0;
    for (long seed = 1; seed <= SERIES; seed++) {
      for (Change alarm : alarms(seed, shift, noisier, 8)) {
        found++;
        held += alarm.size().low() <= shift && alarm.size().high() >= shift ? 1 : 0;
      }
    }
    assertThat(held).isGreaterThan(found * 17 / 20);
  }

  /** In how many series there is an alarm, of so many points after a change. */
  private static long found(double shift, double noisier, int after) {
    long found = 0;
    for (long seed = 1; seed <= SERIES; seed++) {
      found += alarms(seed, shift, noisier, after).isEmpty() ? 0 : 1;
    }
    return found;
  }

  private static List<Change> alarms(long seed, double shift, double noisier, int after) {
    var random = new SplittableRandom(seed);
    var points = new ArrayList<SeriesPoint>();
    for (int i = 0; i < BEFORE + after; i++) {
      points.add(boots(random, i, i < BEFORE ? 0 : shift, i < BEFORE ? 1 : noisier));
    }
    return DETECTOR.detect(new Series("s", Better.HIGHER, points)).alarms();
  }

  /** Two boots of either kernel, those of the reference with a noise of 1 %. */
  private static SeriesPoint boots(SplittableRandom random, int place, double level, double noise) {
    double[] reference = {0.01 * random.nextGaussian(), 0.01 * random.nextGaussian()};
    double[] kernel = {
      level + 0.01 * noise * random.nextGaussian(), level + 0.01 * noise * random.nextGaussian()
    };
    double ratio = (kernel[0] + kernel[1] - reference[0] - reference[1]) / 2;
    double squares =
        Math.pow(kernel[0] - kernel[1], 2) / 2 + Math.pow(reference[0] - reference[1], 2) / 2;
    return point(place, ratio, squares / 2, OptionalDouble.of((reference[0] + reference[1]) / 2));
  }

  private static SeriesPoint point(
      int place, double ratio, double variance, OptionalDouble reference) {
    return new SeriesPoint(
        "p" + place, Optional.empty(), ratio, OptionalDouble.of(variance), 4, reference);
  }
}
