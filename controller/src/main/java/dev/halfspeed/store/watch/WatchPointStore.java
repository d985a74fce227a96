package dev.halfspeed.store.watch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The points of watches, and what happened to each. */
public interface WatchPointStore {
  /**
   * Adds points that are new, in this order, and that the watch was looked at: all at once. Points
   * that are there already are left as they are.
   *
   * @return how many were new
   */
  int look(List<WatchPointRecord> points, WatchEventRecord looked);

  /** The points of a watch that have no end yet, by number, each with its start if it has one. */
  List<OpenPoint> open(String watch);

  /**
   * A point without an end.
   *
   * @param campaign that measures it; empty while it waits
   */
  record OpenPoint(WatchPointRecord point, Optional<String> campaign) {}

  /** The last points of a watch with their events, the newest first. */
  List<PointHistory> last(String watch, int limit);

  /**
   * Points of a watch with their events, the newest first.
   *
   * @param before only those with a smaller number
   */
  List<PointHistory> before(String watch, long before, int limit);

  /**
   * What asks for the page before one: 1 more than the largest of the smallest numbers that are not
   * smaller than {@code from}; empty where there are none.
   *
   * @param most of a page
   */
  OptionalLong newer(String watch, long from, int most);

  /** A point and what happened to it, in that order. */
  record PointHistory(WatchPointRecord point, List<WatchPointEventRecord> events) {
    public PointHistory {
      events = List.copyOf(events);
    }
  }

  /** How many points of a watch have each kind of event. */
  int count(String watch, WatchPointEventRecord.Kind kind);

  /** What the points of a watch cost that were measured, the newest first. */
  List<Duration> costs(String watch, int limit);

  /**
   * Adds an event of a point, unless it has happened already or the point has an end.
   *
   * @return whether it was added
   */
  boolean add(WatchPointEventRecord event);

  /**
   * Ends a point with its values, all at once; makes series that are new.
   *
   * @return false when the point has an end already; nothing is changed then
   */
  boolean settle(
      WatchPointEventRecord end, List<SeriesRecord> series, List<SeriesValueRecord> values);
}
