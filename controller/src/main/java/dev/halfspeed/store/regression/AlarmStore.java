package dev.halfspeed.store.regression;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What detectors have told. */
public interface AlarmStore {
  /**
   * Adds an alarm, unless one of its key is there.
   *
   * @return whether it is new
   */
  boolean add(AlarmRecord alarm);

  /** The alarm of a key. */
  Optional<AlarmRecord> find(String key);

  /** The alarms of series, by the names that their sources give these, in the order of arrival. */
  List<AlarmRecord> ofSeries(List<String> series);

  /** The newest alarms since a moment, at most so many, the newest first. */
  List<AlarmRecord> since(Instant moment, int limit);

  /** All alarms in the order in which they came. */
  List<AlarmRecord> all();

  /**
   * The alarms that came after one, in the order in which they came.
   *
   * @param key of that one; empty: all alarms
   */
  List<AlarmRecord> allAfter(String key);
}
