package dev.halfspeed.store.regression;

import java.util.List;

/** What alarms were taken for, and what became of it. */
public interface RegressionStore {
  /**
   * Adds an event. The first one of a regression adds the regression.
   *
   * @return false when an event of its key, or of its number, is there: nothing was added
   */
  boolean add(RegressionEventRecord event);

  /**
   * The events of all regressions that came after one, in the order in which they came.
   *
   * @param key of that one; empty: all events
   */
  List<RegressionEventRecord> eventsAfter(String key);
}
