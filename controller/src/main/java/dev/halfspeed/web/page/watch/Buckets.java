package dev.halfspeed.web.page.watch;

import dev.halfspeed.report.view.watch.SeriesView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Neighbouring points taken together, where there are more than a chart has room for. None reaches
 * over a change.
 */
final class Buckets {
  private Buckets() {}

  /** Points from one place to another, the last one out. */
  record Bucket(int from, int until) {
    int size() {
      return until - from;
    }

    double middle() {
      return (from + until - 1) / 2.0;
    }
  }

  /**
   * At most about so many.
   *
   * @param breaks places at which a new one begins
   */
  static List<Bucket> of(int points, int most, Set<Integer> breaks) {
    int size = Math.max(1, (points + most - 1) / most);
    List<Bucket> buckets = new ArrayList<>();
    int from = 0;
    for (int place = 1; place <= points; place++) {
      if (place == points || place - from == size || breaks.contains(place)) {
        buckets.add(new Bucket(from, place));
        from = place;
      }
    }
    return buckets;
  }

  /** A mean with its 95 % interval, as fractions or values. */
  record Mean(double value, double low, double high) {
    /** Of the differences from the reference. */
    static Mean difference(List<SeriesView.Point> of) {
      Mean logs =
          mean(
              of,
              point -> Math.log1p(point.difference()),
              point -> Math.log1p(point.high()) - Math.log1p(point.low()));
      return new Mean(Math.expm1(logs.value), Math.expm1(logs.low), Math.expm1(logs.high));
    }

    /** Of the reference's own values. */
    static Mean reference(List<SeriesView.Point> of) {
      Mean logs =
          mean(
              of,
              point -> Math.log(point.reference()),
              point -> Math.log(point.referenceHigh()) - Math.log(point.referenceLow()));
      return new Mean(Math.exp(logs.value), Math.exp(logs.low), Math.exp(logs.high));
    }

    private static Mean mean(
        List<SeriesView.Point> of,
        ToDoubleFunction<SeriesView.Point> log,
        ToDoubleFunction<SeriesView.Point> width) {
      double mean = of.stream().mapToDouble(log).average().orElse(Double.NaN);
      double squares = of.stream().mapToDouble(width).map(wide -> wide * wide / 4).sum();
      double half = Math.sqrt(squares) / of.size();
      return new Mean(mean, mean - half, mean + half);
    }
  }
}
