package dev.halfspeed.web.page;

import dev.halfspeed.report.SeriesView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
      double sum = 0;
      double squares = 0;
      for (SeriesView.Point point : of) {
        sum += Math.log1p(point.difference());
        double half = (Math.log1p(point.high()) - Math.log1p(point.low())) / 2;
        squares += half * half;
      }
      double mean = sum / of.size();
      double half = Math.sqrt(squares) / of.size();
      return new Mean(Math.expm1(mean), Math.expm1(mean - half), Math.expm1(mean + half));
    }

    /** Of the reference's own values. */
    static Mean reference(List<SeriesView.Point> of) {
      double sum = 0;
      double squares = 0;
      for (SeriesView.Point point : of) {
        sum += Math.log(point.reference());
        double half = (Math.log(point.referenceHigh()) - Math.log(point.referenceLow())) / 2;
        squares += half * half;
      }
      double mean = sum / of.size();
      double half = Math.sqrt(squares) / of.size();
      return new Mean(Math.exp(mean), Math.exp(mean - half), Math.exp(mean + half));
    }
  }
}
