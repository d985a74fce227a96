package dev.halfspeed.durations;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The durations of builds on one machine, cold ones apart: the first build in an empty folder
 * compiles everything, and says next to nothing of those that follow.
 */
final class BuildDurations {
  /**
   * A build that made fewer objects is not cold: the smallest configuration, tinyconfig, compiles
   * about 400.
   */
  private static final int LEAST_COLD_OBJECTS = 250;

  /** A cold build makes so many times the objects of the others. */
  private static final int COLD_FACTOR = 4;

  /** Of a cold build, before another one was seen: linking, and what a change makes anew. */
  private static final double PART_OF_COLD = 0.1;

  /** An incremental build, before any build was seen. */
  private static final double FIRST_SECONDS = 30;

  private static final int REMEMBERED = 7;

  private final List<Double> incremental = new ArrayList<>();
  private final List<Double> cold = new ArrayList<>();

  /**
   * A build that was seen.
   *
   * @param objects how many it compiled
   */
  record Build(int objects, double seconds) {}

  /** Sorts builds, the oldest first. */
  BuildDurations(List<Build> builds) {
    for (int index = 0; index < builds.size(); index++) {
      var others = new ArrayList<>(builds);
      Build build = others.remove(index);
      (isCold(build, others) ? cold : incremental).add(build.seconds());
    }
  }

  private static boolean isCold(Build build, List<Build> others) {
    return build.objects() >= LEAST_COLD_OBJECTS
        && (others.isEmpty()
            || build.objects()
                > COLD_FACTOR
                    * median(others.stream().map(other -> (double) other.objects()).toList()));
  }

  /** The median of the last few incremental builds; empty where none was seen. */
  OptionalDouble seen() {
    return last(incremental);
  }

  /** The median of the last few cold builds; empty where none was seen. */
  OptionalDouble cold() {
    return last(cold);
  }

  /** An incremental build, where none was seen. */
  double guess() {
    return Math.max(FIRST_SECONDS, PART_OF_COLD * cold().orElse(0));
  }

  private static OptionalDouble last(List<Double> values) {
    return values.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            median(values.subList(Math.max(0, values.size() - REMEMBERED), values.size())));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
