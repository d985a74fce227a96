package dev.halfspeed.benchmark.strategy;

import dev.halfspeed.benchmark.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pinpoint's rule: ten boots of a commit at a time, neighbours compared by Mann-Whitney and by
 * Kolmogorov-Smirnov. A pair that differs gets commits between it; a pair of which that can't be
 * said gets ten boots more, up to 160. It works on the first-parent line.
 */
public final class PinpointStrategy implements Strategy {
  private static final int STEP = 10;

  /** So many boots of a commit at most. */
  public static final int MOST = 160;

  /** Below this p-value two commits differ. */
  private static final double DIFFERENT = 0.01;

  /** So many commits are put between a pair where more machines than boots of a step are there. */
  private static final int SPECULATION_LEVELS = 2;

  private static final double DEVIATIONS_PER_RANGE = 1.349;

  /** Above which p-value two commits are the same, for an effect in tenths and a sample size. */
  private static final Map<Case, Double> SAME = new ConcurrentHashMap<>();

  private final Line line;
  private final int levels;

  /** Positions that are tested, from old to new; -1 is the good end. */
  private final List<Integer> tested = new ArrayList<>();

  private record Case(int tenths, int size) {}

  /** What is known of two commits. */
  public enum Comparison {
    SAME,
    DIFFERENT,
    UNKNOWN
  }

  public PinpointStrategy(World world) {
    line = new Line(world.ground());
    levels = world.scenario().machines().count() > STEP ? SPECULATION_LEVELS : 1;
    tested.add(-1);
    tested.add(line.size() - 1);
  }

  @Override
  public Plan plan(Measurements readings) {
    tested.removeIf(position -> readings.isUntestable(commit(position)));
    var wants = new ArrayList<Want>();
    for (int position : tested) {
      if (readings.of(commit(position)).size() < STEP) {
        wants.add(new Want(commit(position), STEP));
      }
    }
    if (!wants.isEmpty()) {
      return new Plan.Test(wants);
    }
    var culprits = new ArrayList<Integer>();
    var added = new ArrayList<Integer>();
    for (int index = 0; index + 1 < tested.size(); index++) {
      int before = tested.get(index);
      int after = tested.get(index + 1);
      switch (compare(before, after, readings)) {
        case DIFFERENT -> {
          int have = added.size();
          between(before, after, levels, readings, added);
          if (added.size() == have) {
            culprits.add(after);
          }
        }
        case UNKNOWN -> refine(before, after, readings).ifPresent(wants::add);
        case SAME -> {}
      }
    }
    if (!added.isEmpty() || !wants.isEmpty()) {
      tested.addAll(added);
      tested.sort(Comparator.naturalOrder());
      added.forEach(position -> wants.add(new Want(commit(position), STEP)));
      return new Plan.Test(wants.stream().distinct().toList());
    }
    return culprits.stream()
        .max(Comparator.comparingDouble(position -> step(position, readings)))
        .map(position -> Plan.culprit(commit(position), 1 - DIFFERENT))
        .orElseGet(Plan::nothing);
  }

  private int commit(int position) {
    return position < 0 ? GOOD : line.commit(position);
  }

  private Comparison compare(int before, int after, Measurements readings) {
    return compare(values(before, readings), values(after, readings), readings.effect());
  }

  /**
   * Compares boots of two commits.
   *
   * @param effect the difference that is looked for
   */
  public static Comparison compare(double[] one, double[] other, double effect) {
    double p = Math.min(RankTests.mannWhitney(one, other), RankTests.kolmogorovSmirnov(one, other));
    if (p <= DIFFERENT) {
      return Comparison.DIFFERENT;
    }
    double range = Math.max(RankTests.interquartileRange(one), RankTests.interquartileRange(other));
    double magnitude = range > 0 ? effect / range : 4;
    var key = new Case((int) Math.clamp(10 * magnitude, 3, 40), (one.length + other.length) / 2);
    double same =
        SAME.computeIfAbsent(
            key,
            wanted ->
                RankTests.missedOnceInAHundred(
                    wanted.tenths() / 10.0 * DEVIATIONS_PER_RANGE, wanted.size()));
    return p <= same ? Comparison.UNKNOWN : Comparison.SAME;
  }

  private double[] values(int position, Measurements readings) {
    return readings.of(commit(position)).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Ten boots more for the one of a pair that has fewer. */
  private Optional<Want> refine(int before, int after, Measurements readings) {
    int one = readings.of(commit(before)).size();
    int other = readings.of(commit(after)).size();
    return Math.min(one, other) >= MOST
        ? Optional.empty()
        : Optional.of(
            one <= other
                ? new Want(commit(before), one + STEP)
                : new Want(commit(after), other + STEP));
  }

  /** Midpoints, and midpoints of the halves. */
  private void between(
      int before, int after, int left, Measurements readings, List<Integer> added) {
    Optional<Integer> middle = middle(before, after, readings);
    if (left == 0 || middle.isEmpty()) {
      return;
    }
    if (!added.contains(middle.get())) {
      added.add(middle.get());
    }
    between(before, middle.get(), left - 1, readings, added);
    between(middle.get(), after, left - 1, readings, added);
  }

  private Optional<Integer> middle(int before, int after, Measurements readings) {
    int middle = Math.floorDiv(before + after, 2);
    for (int away = 0; away <= after - before; away++) {
      for (int at : new int[] {middle - away, middle + away}) {
        if (at > before && at < after && !readings.isUntestable(line.commit(at))) {
          return Optional.of(at);
        }
      }
    }
    return Optional.empty();
  }

  /** How much lower a tested commit lies than the tested one before it. */
  private double step(int position, Measurements readings) {
    int before = tested.get(tested.indexOf(position) - 1);
    return mean(before, readings) - mean(position, readings);
  }

  private double mean(int position, Measurements readings) {
    return readings.of(commit(position)).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(0);
  }
}
