package dev.halfspeed.store;

import java.util.List;

/** What alarms were taken for, and what became of it. */
public interface RegressionStore {
  /**
   * Adds an event. The first one of a regression adds the regression.
   *
   * @return false when an event of its key, or of its number, is there: nothing was added
   */
  boolean add(RegressionEventRecord event);

  /** All events of all regressions but the first so many, in the order in which they came. */
  List<RegressionEventRecord> eventsAfter(int count);

  /** The events of one regression. */
  List<RegressionEventRecord> events(String regression);
}
