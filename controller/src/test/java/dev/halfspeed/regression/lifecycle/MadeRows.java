package dev.halfspeed.regression.lifecycle;

import dev.halfspeed.store.regression.AlarmRecord;
import java.util.List;
import java.util.Map;

/** Rows without a store. */
public final class MadeRows {
  private MadeRows() {}

  /** A regression to which these events have happened. */
  public static Regression regression(List<Event> events) {
    return Regression.of(events);
  }

  /**
   * Rows of one regression.
   *
   * @param alarms by their keys
   */
  public static Rows of(Map<String, AlarmRecord> alarms, Regression regression) {
    return new Rows(alarms, Map.of(regression.id(), regression));
  }
}
