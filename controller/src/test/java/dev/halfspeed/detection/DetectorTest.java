package dev.halfspeed.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DetectorTest {
  private static final DetectionSettings ALL = new DetectionSettings(0.001, 0.1, 0, 8, 30);
  private static final Detector DETECTOR = new Detector(ALL);

  /** Noise of 1 %, and a step of so many per cent at a point. */
  private static double[] step(long seed, int points, int change, double percent) {
    var random = new SplittableRandom(seed);
    double[] values = new double[points];
    for (int point = 0; point < points; point++) {
      values[point] = 0.01 * random.nextGaussian() + (point < change ? 0 : percent / 100);
    }
    return values;
  }

  private static SeriesFindings detect(double... values) {
    return DETECTOR.detect(Series.ofValues("s", Better.HIGHER, values));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsAStepOnceAndWhereItIs(long seed) {
    SeriesFindings findings = detect(step(seed, 90, 60, -6));

    List<Change> near =
        findings.changes().stream().filter(c -> Math.abs(c.position() - 60) <= 1).toList();
    assertThat(near).as("seed %d: %s", seed, findings.changes()).hasSize(1);
    Change change = near.getFirst();
    assertThat(change.kind()).isEqualTo(ChangeKind.LEVEL);
    assertThat(change.isLoss()).isTrue();
    assertThat(change.isTemporary()).isFalse();
    assertThat(change.foundAt()).isLessThan(66);
    assertThat(change.size().estimate()).isCloseTo(-0.06, within(0.01));
    assertThat(change.size().high() - change.size().low()).isBetween(0.005, 0.02);
    assertThat(change.votes()).hasSizeGreaterThanOrEqualTo(4).allMatch(Ballot::agrees);
    assertThat(change.range().good()).isLessThan(60);
    assertThat(change.range().bad()).isGreaterThanOrEqualTo(60);
    assertThat(change.where().stream().mapToDouble(GapProbability::probability).sum())
        .isCloseTo(1, within(0.02));
  }

  @Test
  void theIntervalHoldsTheSizeNineteenTimesInTwenty() {
    int held = 0;
    for (long seed = 0; seed < 100; seed++) {
      Size size =
          detect(step(seed, 90, 60, -6)).changes().stream()
              .filter(change -> Math.abs(change.position() - 60) <= 1)
              .findFirst()
              .orElseThrow()
              .size();
      held += size.low() < -0.06 && size.high() > -0.06 ? 1 : 0;
    }
    // 95 are expected; a binomial variable falls below 89 once in 100 cases.
    assertThat(held).isGreaterThanOrEqualTo(89);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void shiftAndScaleChangeNothing(long seed) {
    double[] values = step(seed, 80, 50, 4);
    List<String> usual = places(values, v -> v);

    assertThat(places(values, v -> v + 1000)).as("shifted, seed %d", seed).isEqualTo(usual);
    assertThat(places(values, v -> 64 * v)).as("scaled, seed %d", seed).isEqualTo(usual);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void gainsAndLossesMirrorEachOther(long seed) {
    double[] values = step(seed, 80, 50, 4);
    SeriesFindings gain = detect(values);
    SeriesFindings loss = detect(Arrays.stream(values).map(v -> -v).toArray());

    assertThat(loss.changes()).hasSameSizeAs(gain.changes()).isNotEmpty();
    for (int index = 0; index < gain.changes().size(); index++) {
      Change one = gain.changes().get(index);
      Change other = loss.changes().get(index);
      assertThat(other.position()).isEqualTo(one.position());
      assertThat(other.foundAt()).isEqualTo(one.foundAt());
      if (one.kind() == ChangeKind.LEVEL) {
        assertThat(other.isLoss()).isNotEqualTo(one.isLoss());
        assertThat(other.size().estimate()).isCloseTo(-one.size().estimate(), within(1e-12));
      }
    }
    assertThat(DETECTOR.detect(Series.ofValues("s", Better.LOWER, values)).changes())
        .allMatch(change -> change.isLoss() == change.size().estimate() > 0);
  }

  private static List<String> places(double[] values, DoubleUnaryOperator changed) {
    return detect(Arrays.stream(values).map(changed).toArray()).changes().stream()
        .map(change -> change.kind() + " " + change.position() + " " + change.foundAt())
        .toList();
  }

  @Test
  void aSeriesInRandomOrderHasFewAlarms() {
    int alarms = 0;
    for (long seed = 0; seed < 40; seed++) {
      double[] values = step(seed, 200, 100, 2);
      var random = new SplittableRandom(seed);
      for (int last = values.length - 1; last > 0; last--) {
        int other = random.nextInt(last + 1);
        double kept = values[last];
        values[last] = values[other];
        values[other] = kept;
      }
      alarms += detect(values).alarms().size();
    }
    // One in 1,000 points is allowed: 8 of 8,000; a Poisson variable of that mean exceeds 16 once
    // in
    // 270 cases.
    assertThat(alarms).isLessThanOrEqualTo(16);
  }

  @Test
  void anIntervalThatWentAwayIsOneChange() {
    double[] values = step(5, 100, 60, -6);
    for (int point = 70; point < values.length; point++) {
      values[point] += 0.06;
    }

    List<Change> changes = detect(values).changes();

    assertThat(changes).as("%s", changes).hasSize(1);
    assertThat(changes.getFirst().position()).isBetween(59, 61);
    assertThat(changes.getFirst().until().orElseThrow()).isBetween(69, 71);
  }

  @Test
  void aChangeThatGoesBackLateIsTwo() {
    double[] values = step(6, 160, 60, -6);
    for (int point = 120; point < values.length; point++) {
      values[point] += 0.06;
    }

    assertThat(detect(values).changes()).hasSize(2).noneMatch(Change::isTemporary);
  }

  @Test
  void oneSlowBootIsNone() {
    double[] values = step(7, 100, 200, 0);
    values[50] -= 3;
    values[80] -= 0.5;

    assertThat(detect(values).changes()).isEmpty();
  }

  @Test
  void moreNoiseIsAChangeOfTheSpreadAlone() {
    int found = 0;
    for (long seed = 0; seed < 10; seed++) {
      double[] values = step(seed, 160, 200, 0);
      for (int point = 80; point < values.length; point++) {
        values[point] *= 4;
      }
      found +=
          (int)
              detect(values).changes().stream()
                  .filter(change -> change.kind() == ChangeKind.SPREAD && change.isLoss())
                  .filter(change -> Math.abs(change.position() - 80) <= 15)
                  .count();
    }
    assertThat(found).isGreaterThanOrEqualTo(8);
  }

  @Test
  void moreFarPointsAreAChangeOfTheTailOrTheSpread() {
    int found = 0;
    for (long seed = 0; seed < 10; seed++) {
      double[] values = step(seed, 240, 400, 0);
      for (int point = 120; point < values.length; point += 5) {
        values[point] -= 0.3;
      }
      found +=
          detect(values).changes().stream().anyMatch(change -> change.kind() != ChangeKind.LEVEL)
              ? 1
              : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(8);
  }

  @Test
  void valuesThatAreAllEqualChangeOnlyWhenOthersCome() {
    double[] values = new double[40];
    assertThat(detect(values).changes()).isEmpty();
    Arrays.fill(values, 30, 40, 0.05);
    List<Change> changes = detect(values).changes();
    assertThat(changes).extracting(Change::position).containsExactly(30);
    assertThat(changes.getFirst().size().estimate()).isCloseTo(0.05, within(1e-9));
  }

  @Test
  void whatIsTooSmallToMatterIsNoAlarm() {
    double[] values = step(9, 200, 100, 2);
    var coarse = new Detector(new DetectionSettings(0.001, 0.1, 0.05, 8, 30));

    assertThat(detect(values).changes()).isNotEmpty();
    assertThat(coarse.detect(Series.ofValues("s", Better.HIGHER, values)).changes()).isEmpty();
  }

  @Test
  void saysHowManyPointsItTakes() {
    assertThat(detect().verdict()).isEqualTo(new SeriesVerdict.TooEarly(11));
    assertThat(detect(1, 1, 1, 1).verdict()).isEqualTo(new SeriesVerdict.TooEarly(7));
    assertThat(detect(step(1, 100, 200, 0)).verdict())
        .isInstanceOfSatisfying(
            SeriesVerdict.Steady.class,
            steady -> assertThat(steady.resolvable()).isBetween(0.01, 0.04));
    int suspected = 0;
    for (long seed = 0; seed < 20; seed++) {
      if (detect(step(seed, 53, 50, -2.5)).verdict() instanceof SeriesVerdict.Suspected suspect) {
        assertThat(suspect.pointsToGo()).isBetween(1, 50);
        suspected++;
      }
    }
    assertThat(suspected).isPositive();
  }

  /** A series of blocks whose machine does something; the kernels are all alike. */
  private static Series blocks(long seed, DoubleUnaryOperator machine, DoubleUnaryOperator ratio) {
    var random = new SplittableRandom(seed);
    var points = new ArrayList<SeriesPoint>();
    for (int point = 0; point < 100; point++) {
      double reference = machine.applyAsDouble(point) + 0.007 * random.nextGaussian();
      double fresh =
          machine.applyAsDouble(point) + ratio.applyAsDouble(point) + 0.007 * random.nextGaussian();
      points.add(
          new SeriesPoint(
              "v" + point,
              Optional.empty(),
              fresh - reference,
              OptionalDouble.of(0.0001),
              4,
              OptionalDouble.of(reference)));
    }
    return new Series("s", Better.HIGHER, points);
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void aMachineThatChangedIsNoKernelThatRegressed(long seed) {
    DoubleUnaryOperator exchanged = point -> point < 60 ? 0 : -0.1;
    SeriesFindings clean = DETECTOR.detect(blocks(seed, exchanged, point -> 0));
    assertThat(clean.alarms()).noneMatch(change -> Math.abs(change.position() - 60) <= 2);
    assertThat(clean.changesOfReference()).extracting(Change::position).contains(60);

    // Another machine may well see another ratio.
    SeriesFindings other =
        DETECTOR.detect(blocks(seed, exchanged, point -> point < 60 ? 0 : -0.05));
    assertThat(other.changes()).filteredOn(c -> Math.abs(c.position() - 60) <= 1).hasSize(1);
    assertThat(other.alarms()).noneMatch(change -> Math.abs(change.position() - 60) <= 1);
  }

  @Test
  void theReferencesOwnNoiseIsTakenOut() {
    int found = 0;
    int foundWithout = 0;
    for (long seed = 0; seed < 20; seed++) {
      Series series = blocks(seed, point -> 0, point -> point < 95 ? 0 : -0.022);
      found += DETECTOR.detect(series).alarms().isEmpty() ? 0 : 1;
      double[] ratios = series.points().stream().mapToDouble(SeriesPoint::value).toArray();
      foundWithout += detect(ratios).alarms().isEmpty() ? 0 : 1;
    }
    assertThat(found).isGreaterThan(foundWithout).isGreaterThanOrEqualTo(15);
  }

  @Test
  void pointByPointItIsTheSame() {
    double[] values = step(3, 120, 60, 3);
    var one = new SeriesDetector(ALL, Better.HIGHER);
    for (double value : values) {
      Look look = one.add(SeriesPoint.of("v", value));
      if (look.proposed().isPresent()) {
        one.accept(look);
      }
    }
    assertThat(one.findings()).isEqualTo(detect(values));
  }

  @Test
  void aProposalThatIsNotAcceptedIsMadeAgain() {
    var detector = new SeriesDetector(ALL, Better.HIGHER);
    int proposals = 0;
    double least = 1;
    for (double value : step(4, 70, 50, -6)) {
      Look look = detector.add(SeriesPoint.of("v", value));
      if (look.proposed().isPresent()) {
        proposals++;
        least = Math.min(least, look.pValue());
      }
    }
    assertThat(proposals).isGreaterThan(10);
    assertThat(least).isLessThan(1e-8);
    assertThat(detector.findings().changes()).isEmpty();
  }

  @Test
  void manySeriesShareTheirFalseDiscoveries() {
    assertThat(FalseDiscoveries.limit(new double[] {0.01, 0.02, 0.03, 0.9}, 0.05)).isEqualTo(0.03);
    assertThat(FalseDiscoveries.limit(new double[] {0.03, 0.2, 0.3, 0.9}, 0.05)).isNegative();

    var series = new ArrayList<Series>();
    for (long seed = 0; seed < 200; seed++) {
      series.add(Series.ofValues("s" + seed, Better.HIGHER, step(seed, 100, 200, 0)));
    }
    series.add(Series.ofValues("changed", Better.HIGHER, step(999, 100, 80, -6)));
    List<SeriesFindings> findings = DETECTOR.detect(series);

    assertThat(findings.getLast().alarms()).extracting(Change::isLoss).contains(true);
    long alone = series.stream().mapToLong(s -> DETECTOR.detect(s).alarms().size()).sum();
    long together = findings.stream().mapToLong(f -> f.alarms().size()).sum();
    assertThat(together).isLessThan(alone).isLessThanOrEqualTo(15);
  }

  @Test
  void whatCameInOneRoundIsReadTogether() {
    var many = new ArrayList<Series>();
    var ofOneRound = new ArrayList<List<Integer>>();
    var eachAlone = new ArrayList<List<Integer>>();
    for (int number = 0; number < 60; number++) {
      many.add(Series.ofValues("s" + number, Better.HIGHER, step(number, 90, 60, -2)));
      int first = number * 90;
      ofOneRound.add(IntStream.range(0, 90).boxed().toList());
      eachAlone.add(IntStream.range(first, first + 90).boxed().toList());
    }

    assertThat(DETECTOR.detect(many, ofOneRound)).isEqualTo(DETECTOR.detect(many));
    assertThat(DETECTOR.detect(many, eachAlone))
        .isEqualTo(many.stream().map(DETECTOR::detect).toList())
        .isNotEqualTo(DETECTOR.detect(many));
    assertThatThrownBy(() -> DETECTOR.detect(List.of(many.getFirst()), List.of(List.of(1, 2))))
        .hasMessageStartingWith("series s0 has 90 points");
  }

  @Test
  void refusesWhatMakesNoSense() {
    var detector = new SeriesDetector(ALL, Better.HIGHER);
    Look look = detector.add(SeriesPoint.of("v", 1));
    assertThatThrownBy(() -> detector.accept(look)).isInstanceOf(IllegalArgumentException.class);
    SeriesPoint withReference =
        new SeriesPoint("v", Optional.empty(), 0, OptionalDouble.empty(), 4, OptionalDouble.of(0));
    assertThatThrownBy(() -> detector.add(withReference))
        .hasMessageContaining("either all points of a series have a reference or none");
    assertThatThrownBy(() -> SeriesPoint.of("v", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DetectionSettings(0.5, 0.1, 0, 8, 30))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
