package dev.halfspeed.durations;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Predicts an incremental build from how far the builder's tree has to go: seconds = a + b log(1 +
 * distance), by the medians of Theil and Sen, so that single builds that were cold or disturbed
 * bend nothing.
 *
 * <p>The distance is that of the candidates' numbers. How many files differ would say more, but a
 * search asks for every candidate at every decision, and two trees are not compared in a
 * microsecond.
 */
final class BuildTimes {
  /** Fewer builds have no line. */
  private static final int LEAST_BUILDS = 4;

  /** Distances must differ by this factor, or what makes a build long can't be told. */
  private static final double LEAST_SPREAD = 2;

  private static final int REMEMBERED = 30;

  private final double base;
  private final double slope;
  private final double shortest;

  private BuildTimes(double base, double slope, double shortest) {
    this.base = base;
    this.slope = slope;
    this.shortest = shortest;
  }

  /**
   * A build that was seen.
   *
   * @param distance between what was built before on that machine and this
   */
  record Build(int distance, double seconds) {
    private double x() {
      return Math.log1p(distance);
    }
  }

  /** Learns from builds, the oldest first; empty where they are too few or too much alike. */
  static Optional<BuildTimes> fit(List<Build> builds) {
    List<Build> last = builds.subList(Math.max(0, builds.size() - REMEMBERED), builds.size());
    if (last.size() < LEAST_BUILDS) {
      return Optional.empty();
    }
    double nearest = last.stream().mapToDouble(Build::x).min().orElseThrow();
    double farthest = last.stream().mapToDouble(Build::x).max().orElseThrow();
    if (farthest - nearest < Math.log(LEAST_SPREAD)) {
      return Optional.empty();
    }
    var slopes = new ArrayList<Double>();
    for (int later = 1; later < last.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        double run = last.get(later).x() - last.get(earlier).x();
        if (run != 0) {
          slopes.add((last.get(later).seconds() - last.get(earlier).seconds()) / run);
        }
      }
    }
    // Nobody builds faster for having farther to go.
    double slope = Math.max(0, median(slopes));
    double base = median(last.stream().map(build -> build.seconds() - slope * build.x()).toList());
    double shortest = last.stream().mapToDouble(Build::seconds).min().orElseThrow();
    return Optional.of(new BuildTimes(base, slope, shortest));
  }

  /** What a build at that distance takes: no less than the shortest that was seen. */
  double seconds(int distance) {
    return Math.max(shortest, base + slope * Math.log1p(distance));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
