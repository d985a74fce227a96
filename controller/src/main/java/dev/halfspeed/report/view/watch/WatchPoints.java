package dev.halfspeed.report.view.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points of a watch, the newest first.
 *
 * @param next where the older ones begin; absent where there are none
 * @param previous what asks for the newer ones; absent: these are the newest
 */
public record WatchPoints(
    List<WatchView.Point> points, @Nullable Long next, @Nullable Long previous) {
  public WatchPoints {
    points = List.copyOf(points);
  }
}
