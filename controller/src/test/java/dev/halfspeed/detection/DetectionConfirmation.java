package dev.halfspeed.detection;

import dev.halfspeed.comparison.BlockBoot;
import dev.halfspeed.comparison.ComparisonEvidence;
import dev.halfspeed.comparison.ComparisonSettings;
import dev.halfspeed.comparison.ComparisonStep;
import dev.halfspeed.comparison.Difference;
import dev.halfspeed.comparison.PairVerdict;
import dev.halfspeed.comparison.Stakes;
import dev.halfspeed.comparison.VariantComparison;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * What is left of false alarms when each is confirmed: the two kernels that it lies between are
 * compared with fresh boots. Run by {@code docs/benchmarks/detection confirm}; prints Markdown.
 */
final class DetectionConfirmation {
  private static final int POINTS = 150;
  private static final int ABOUT = 15;
  private static final double CONFIDENCE = 0.99;

  /** As a regression asks for it: of the alarm's size the half, and at most so many boots. */
  private static final double PART = 0.5;

  private static final int MOST_BOOTS = 60;

  private DetectionConfirmation() {}

  /**
   * Of one kind, or their sum.
   *
   * @param alarms false ones
   * @param equal of these, those whose two kernels are equal
   * @param confirmed of these, those that a comparison confirmed: a difference to the same side
   * @param differing of the others, those that it confirmed: the difference is real
   */
  private record Count(long points, int alarms, int equal, int confirmed, int differing) {
    static final Count NONE = new Count(0, 0, 0, 0, 0);

    Count plus(Count other) {
      return new Count(
          points + other.points,
          alarms + other.alarms,
          equal + other.equal,
          confirmed + other.confirmed,
          differing + other.differing);
    }

    String line(String name) {
      // 95 % of a share, by E. Wilson, 1927.
      double n = points;
      double p = confirmed / n;
      double z = 1.96 * 1.96 / n;
      double middle = (p + z / 2) / (1 + z);
      double half = Math.sqrt(p * (1 - p) * z + z * z / 4) / (1 + z);
      return "| %s | %,d | %d | %d | %d | %.2f (%.2f to %.2f) | %d |"
          .formatted(
              name,
              points,
              alarms,
              equal,
              confirmed,
              1e5 * p,
              1e5 * Math.max(0, middle - half),
              1e5 * (middle + half),
              differing);
    }
  }

  /** Takes the number of series of each kind. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    int series = Integer.parseInt(arguments[0]);
    System.out.println(
        "| series | points | false alarms | of equal kernels | of these confirmed | confirmed in"
            + " 100,000 points | of differing ones confirmed |");
    System.out.println("|---|---|---|---|---|---|---|");
    Count all = Count.NONE;
    for (SimulatedSeries.Kind kind : SimulatedSeries.Kind.values()) {
      Count count =
          IntStream.range(0, series)
              .parallel()
              .mapToObj(seed -> count(kind, seed))
              .reduce(Count.NONE, Count::plus);
      System.out.println(count.line(kind.text()));
      all = all.plus(count);
    }
    System.out.println(all.line("all"));
  }

  private static Count count(SimulatedSeries.Kind kind, int seed) {
    SimulatedSeries simulated = SimulatedSeries.of(kind, seed, POINTS);
    var detector = new SeriesDetector(DetectionSettings.usual(), Better.HIGHER);
    Count count = new Count(POINTS, 0, 0, 0, 0);
    for (SeriesPoint point : simulated.series().points()) {
      Look look = detector.add(point);
      if (look.proposed().isEmpty()) {
        continue;
      }
      detector.accept(look);
      Change change = look.proposed().get();
      boolean isAlarm = change.kind() == ChangeKind.LEVEL && !change.isOfTheMachine();
      if (isAlarm && isFalse(simulated, change)) {
        count = count.plus(confirm(kind, simulated, change, seed));
      }
    }
    return count;
  }

  private static boolean isFalse(SimulatedSeries simulated, Change change) {
    return simulated.changes().stream()
        .noneMatch(place ->
            change.foundAt() >= place
                && (simulated.isSlope() || Math.abs(change.position() - place) <= ABOUT));
  }

  private static Count confirm(
      SimulatedSeries.Kind kind, SimulatedSeries simulated, Change change, int seed) {
    double good = simulated.levels().get(change.range().good());
    double bad = simulated.levels().get(change.range().bad());
    boolean isConfirmed = compare(kind, bad - good, change, 1000L * seed + change.foundAt());
    boolean isEqual = good == bad;
    return new Count(
        0, 1, isEqual ? 1 : 0, isEqual && isConfirmed ? 1 : 0, !isEqual && isConfirmed ? 1 : 0);
  }

  /** Compares the good and the bad kernel with fresh boots of one machine. */
  private static boolean compare(
      SimulatedSeries.Kind kind, double difference, Change change, long seed) {
    DoubleSupplier boots = SimulatedSeries.boots(kind, seed, true);
    double smallest = Math.clamp(PART * Math.abs(Math.expm1(change.size().estimate())), 0.002, 0.5);
    var comparison =
        new VariantComparison(
            new ComparisonSettings(2, smallest, CONFIDENCE, MOST_BOOTS, seed, Stakes.OF_FOUR));
    while (comparison.next(List.of(), 0, Set.of(0))
        instanceof ComparisonStep.Start(BlockBoot boot)) {
      double value = boots.getAsDouble() + (boot.variant() == 1 ? difference : 0);
      comparison.add(new ComparisonEvidence.Measured(boot, List.of(value)));
    }
    return comparison.findings().pairs().getFirst().verdict()
            instanceof PairVerdict.Different(Difference found)
        && found.log() < 0 == change.size().estimate() < 0;
  }
}
