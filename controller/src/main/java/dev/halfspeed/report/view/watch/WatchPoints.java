package dev.halfspeed.report.view.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points of a watch, the newest first.
 *
 * @param next where the older ones begin; absent where there are none
 */
public record WatchPoints(List<WatchView.Point> points, @Nullable Long next) {
  public WatchPoints {
    points = List.copyOf(points);
  }
}
