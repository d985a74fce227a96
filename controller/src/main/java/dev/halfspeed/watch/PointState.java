package dev.halfspeed.watch;

import dev.halfspeed.store.watch.WatchPointEventRecord;
import java.util.List;

/** Where a point stands: computed from its events. */
public enum PointState {
  /** It has not begun. */
  WAITING,
  /** A campaign measures it. */
  STARTED,
  /** It has its values. */
  MEASURED,
  /** It has none, and will have none. */
  FAILED,
  /** It is not measured. */
  DROPPED;

  /**
   * The state after some events.
   *
   * @throws IllegalStateException when one of them can't come where it does
   */
  static PointState of(List<WatchPointEventRecord> events) {
    PointState state = WAITING;
    for (WatchPointEventRecord event : events) {
      state = state.after(event.kind());
    }
    return state;
  }

  /**
   * The state after an event.
   *
   * @throws IllegalStateException when it can't come now
   */
  PointState after(WatchPointEventRecord.Kind event) {
    boolean isPossible =
        switch (this) {
          case WAITING -> event != WatchPointEventRecord.Kind.MEASURED;
          case STARTED -> event != WatchPointEventRecord.Kind.STARTED;
          case MEASURED, FAILED, DROPPED -> false;
        };
    if (!isPossible) {
      throw new IllegalStateException("a point that is " + this + " can't be " + event);
    }
    return switch (event) {
      case STARTED -> STARTED;
      case MEASURED -> MEASURED;
      case FAILED -> FAILED;
      case DROPPED -> DROPPED;
    };
  }
}
