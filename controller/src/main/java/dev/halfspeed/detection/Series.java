package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * A series: the points of one experiment, machine class and metric, in their order.
 *
 * @param name unique among the series that are read together
 * @param better which values are better
 * @param points in their order
 */
public record Series(String name, Better better, List<SeriesPoint> points) {
  public Series {
    points = List.copyOf(points);
  }

  /** A series of values alone, on the log scale, labelled by their numbers from 0. */
  public static Series ofValues(String name, Better better, double... values) {
    var points = new ArrayList<SeriesPoint>();
    for (int position = 0; position < values.length; position++) {
      points.add(SeriesPoint.of(String.valueOf(position), values[position]));
    }
    return new Series(name, better, points);
  }
}
