package dev.halfspeed.benchmark.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.benchmark.report.SampleSummary;
import dev.halfspeed.comparison.BlockBoot;
import dev.halfspeed.comparison.ComparisonEvidence;
import dev.halfspeed.comparison.ComparisonSettings;
import dev.halfspeed.comparison.ComparisonStep;
import dev.halfspeed.comparison.Difference;
import dev.halfspeed.comparison.PairFinding;
import dev.halfspeed.comparison.PairVerdict;
import dev.halfspeed.comparison.Stakes;
import dev.halfspeed.comparison.VariantComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How often comparisons are wrong, on machines that do what machines do. */
final class ComparisonWorldsTest {
  private static final int WORLDS = Integer.getInteger("halfspeed.worlds", 60);
  private static final double SMALLEST = 0.01;
  private static final double CONFIDENCE = 0.95;
  private static final double NOISE = 0.01;

  static Stream<Named<ComparedSeries.Kind>> kinds() {
    return Stream.of(
        Named.of("normal", ComparedSeries.normal(NOISE)),
        Named.of("slow boots", ComparedSeries.slowBoots(NOISE)),
        Named.of("bursts", ComparedSeries.bursts(NOISE)),
        Named.of("drift", ComparedSeries.drift(NOISE)),
        Named.of("walk", ComparedSeries.walk(NOISE)),
        Named.of("step", ComparedSeries.step(NOISE)),
        Named.of("alike", ComparedSeries.alike(NOISE)),
        Named.of(
            "every second slower",
            random -> place -> NOISE * random.nextGaussian() - 0.03 * (place % 2)),
        Named.of("recorded", ComparedSeries.recorded("/dev/halfspeed/comparison/emulated.csv")));
  }

  /** The most errors that chance explains, once in some hundred tests. */
  private static int allowed(double probability) {
    double expected = WORLDS * probability;
    return (int) Math.ceil(expected + 3 * Math.sqrt(expected) + 1);
  }

  private record Played(PairVerdict verdict, int boots, List<PairVerdict> onTheWay) {}

  /**
   * What a pair of variants is played for.
   *
   * @param difference of the second from the first, on the log scale
   * @param noiseOfSecond times as much as the first's
   * @param looks after which block one looks, beside the last
   */
  private record Case(
      ComparedSeries.Kind kind,
      double difference,
      double noiseOfSecond,
      int budget,
      IntPredicate looks) {
    Case(ComparedSeries.Kind kind, double difference) {
      this(kind, difference, 1, 2000, block -> false);
    }
  }

  private static Played play(long seed, Case world) {
    var pair =
        new ComparedPair(
            world.kind().of(new SplittableRandom(seed)),
            world.difference(),
            world.noiseOfSecond(),
            0);
    var comparison =
        new VariantComparison(
            new ComparisonSettings(2, SMALLEST, CONFIDENCE, world.budget(), seed, Stakes.OF_FOUR));
    var onTheWay = new ArrayList<PairVerdict>();
    while (comparison.next(List.of(), 0, Set.of(0))
        instanceof ComparisonStep.Start(BlockBoot boot)) {
      comparison.add(new ComparisonEvidence.Measured(boot, List.of(pair.boot(boot.variant()))));
      if (boot.place() == 3 && world.looks().test(boot.block().number())) {
        onTheWay.add(verdict(comparison));
      }
    }
    return new Played(verdict(comparison), pair.boots(), onTheWay);
  }

  private static PairVerdict verdict(VariantComparison comparison) {
    return comparison.findings().pairs().getFirst().verdict();
  }

  private static List<Played> play(Case world) {
    return LongStream.rangeClosed(1, WORLDS)
        .parallel()
        .mapToObj(seed -> play(seed, world))
        .toList();
  }

  private static Optional<Difference> difference(PairVerdict verdict) {
    return switch (verdict) {
      case PairVerdict.Different(Difference difference) -> Optional.of(difference);
      case PairVerdict.Same(Difference difference) -> Optional.of(difference);
      case PairVerdict.Undecided(Optional<Difference> difference, OptionalInt ignored) ->
          difference;
      case PairVerdict.Untested ignored -> Optional.empty();
    };
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void equalOnesAreTheSameAndSeldomDiffer(ComparedSeries.Kind kind) {
    List<Played> played = play(new Case(kind, 0));
    assertThat(played)
        .filteredOn(each -> each.verdict() instanceof PairVerdict.Different)
        .hasSizeLessThanOrEqualTo(allowed(1 - CONFIDENCE));
    assertThat(played)
        .filteredOn(each -> each.verdict() instanceof PairVerdict.Undecided)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void lossesAreFound(ComparedSeries.Kind kind) {
    for (double loss : new double[] {0.011, 0.02, 0.05}) {
      List<Played> played = play(new Case(kind, Math.log1p(-loss)));
      assertThat(played)
          .filteredOn(each ->
              !(each.verdict() instanceof PairVerdict.Different(Difference difference)
                  && difference.log() < 0))
          .as("a loss of %s", loss)
          .hasSizeLessThanOrEqualTo(allowed(1 - CONFIDENCE));
    }
  }

  /** However often one looks, the interval that one sees holds the truth. */
  @ParameterizedTest
  @MethodSource("kinds")
  void intervalsHoldAtAllTimes(ComparedSeries.Kind kind) {
    double truth = -0.006;
    List<Played> played = play(new Case(kind, truth, 1, 60, block -> true));
    assertThat(played)
        .filteredOn(each ->
            each.onTheWay().stream()
                .flatMap(verdict -> difference(verdict).stream())
                .anyMatch(seen -> seen.low() > truth || seen.high() < truth))
        .hasSizeLessThanOrEqualTo(allowed(1 - CONFIDENCE));
  }

  @Test
  void aNoisierVariantIsNoWorseOne() {
    for (double times : new double[] {2, 4, 10}) {
      List<Played> played =
          play(new Case(ComparedSeries.normal(0.002), 0, times, 200, block -> false));
      assertThat(played)
          .filteredOn(each -> each.verdict() instanceof PairVerdict.Different)
          .as("%s times as noisy", times)
          .hasSizeLessThanOrEqualTo(allowed(1 - CONFIDENCE));
    }
  }

  @Test
  void ofManyPairsNoneIsWrong() {
    double[] levels = {0, 0, -0.02, 0};
    long wrong =
        LongStream.rangeClosed(1, WORLDS)
            .parallel()
            .filter(seed -> isWrong(onThreeMachines(levels, seed), levels))
            .count();
    assertThat(wrong).isLessThanOrEqualTo(allowed(1 - CONFIDENCE));
  }

  private static List<PairFinding> onThreeMachines(double[] levels, long seed) {
    var comparison =
        new VariantComparison(
            new ComparisonSettings(
                levels.length, SMALLEST, CONFIDENCE, 3000, seed, Stakes.OF_FOUR));
    var random = new SplittableRandom(seed);
    var machines = new ArrayList<ComparedSeries>();
    for (double noise : new double[] {0.004, 0.008, 0.016}) {
      machines.add(ComparedSeries.slowBoots(noise).of(random.split()));
    }
    int[] places = new int[machines.size()];
    var underWay = new ArrayList<BlockBoot>();
    do {
      for (int machine = 0; machine < places.length; machine++) {
        if (comparison.next(underWay, machine, Set.of(0, 1, 2))
            instanceof ComparisonStep.Start(BlockBoot boot)) {
          underWay.add(boot);
        }
      }
      // They come back in any order, and not all of them before the next ones start.
      int back = 1 + random.nextInt(Math.max(underWay.size(), 1));
      for (int count = 0; count < back && !underWay.isEmpty(); count++) {
        BlockBoot boot = underWay.remove(random.nextInt(underWay.size()));
        int machine = boot.machine();
        double value = machines.get(machine).at(places[machine]++) + 3 * machine;
        comparison.add(
            new ComparisonEvidence.Measured(boot, List.of(value + levels[boot.variant()])));
      }
    } while (!underWay.isEmpty()
        || !(comparison.next(underWay, 0, Set.of(0, 1, 2)) instanceof ComparisonStep.Finish));
    return comparison.findings().pairs();
  }

  private static boolean isWrong(List<PairFinding> pairs, double[] levels) {
    return pairs.stream()
        .anyMatch(pair -> {
          double truth = levels[pair.second()] - levels[pair.first()];
          return switch (pair.verdict()) {
            case PairVerdict.Different(Difference difference) ->
                Math.signum(difference.log()) != Math.signum(truth);
            case PairVerdict.Same ignored -> Math.abs(truth) > Math.log1p(SMALLEST);
            case PairVerdict.Undecided ignored -> true;
            case PairVerdict.Untested ignored -> true;
          };
        });
  }

  /** After 40 boots half of the comparisons take longer than was foretold, or about so. */
  @Test
  void theForecastIsAboutRight() {
    for (double difference : new double[] {0, -0.01}) {
      var ratios = new ArrayList<Double>();
      var world =
          new Case(ComparedSeries.slowBoots(0.015), difference, 1, 4000, block -> block == 9);
      for (Played each : play(world)) {
        if (!each.onTheWay().isEmpty()
            && each.onTheWay().getFirst()
                instanceof PairVerdict.Undecided(Optional<Difference> ignored, OptionalInt toGo)) {
          ratios.add(toGo.orElseThrow() / (each.boots() - 40.0));
        }
      }
      double median =
          SampleSummary.of(ratios.stream().mapToDouble(Double::doubleValue)).quantile(0.5);
      assertThat(median).as("difference %s", difference).isBetween(0.5, 2.0);
    }
  }
}
