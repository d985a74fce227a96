package dev.halfspeed.store;

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

  /** All alarms in the order in which they came. */
  List<AlarmRecord> all();

  /** All alarms but the first so many. */
  List<AlarmRecord> allAfter(int count);
}
