package dev.halfspeed.regression.lifecycle;

import dev.halfspeed.store.Store;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.regression.RegressionEventRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads alarms and regressions, and adds events, none that could not happen. Rows are only added,
 * so those that were read once are not read again.
 */
public final class RegressionLog {
  private static final Logger LOG = LoggerFactory.getLogger(RegressionLog.class);

  private final Store store;
  private final InstantSource time;
  private final ReentrantLock lock = new ReentrantLock();

  /** Those that have events which they were not made of yet. */
  private final Set<String> changed = new LinkedHashSet<>();

  private final Map<String, AlarmRecord> alarms = new LinkedHashMap<>();

  private final Map<String, List<Event>> events = new LinkedHashMap<>();

  private final Map<String, Regression> regressions = new LinkedHashMap<>();

  /** Keys of the last ones that were read; empty: none. */
  private String lastAlarm = "";

  private String lastEvent = "";

  /** A log in a store. */
  public RegressionLog(Store store, InstantSource time) {
    this.store = store;
    this.time = time;
  }

  /**
   * Adds an event at the end of its regression.
   *
   * @return false when an event of this key is there
   * @throws IllegalTransitionException when it can't happen to the regression where it stands
   */
  public boolean add(String regression, String key, String principal, EventDetail detail) {
    return add(regression, key, principal, detail, OptionalInt.empty());
  }

  /**
   * Adds what follows from rows, unless a person has moved the regression since these were read:
   * then it was about other ends.
   *
   * @param moves how often it had been moved
   */
  public boolean addFollowing(String regression, String key, EventDetail detail, int moves) {
    return add(regression, key, Event.OURSELVES, detail, OptionalInt.of(moves));
  }

  private boolean add(
      String regression, String key, String principal, EventDetail detail, OptionalInt moves) {
    lock.lock();
    try {
      read();
      List<Event> its = new ArrayList<>(events.getOrDefault(regression, List.of()));
      if (its.stream().anyMatch(event -> event.key().equals(key))) {
        return false;
      }
      if (moves.isPresent() && !its.isEmpty() && Regression.of(its).moves() != moves.getAsInt()) {
        throw new IllegalTransitionException(
            "regression %s was moved before it could be %s".formatted(regression, key));
      }
      var event = new Event(regression, its.size() + 1, key, time.instant(), principal, detail);
      its.add(event);
      Regression.of(its);
      return store.regressions().add(event.record());
    } finally {
      lock.unlock();
    }
  }

  /** All that is known. */
  public Rows rows() {
    lock.lock();
    try {
      read();
      return new Rows(alarms, regressions);
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. */
  private void read() {
    for (AlarmRecord alarm : store.alarms().allAfter(lastAlarm)) {
      alarms.put(alarm.key(), alarm);
      lastAlarm = alarm.key();
    }
    for (RegressionEventRecord record : store.regressions().eventsAfter(lastEvent)) {
      events.computeIfAbsent(record.regression(), _ -> new ArrayList<>()).add(Event.of(record));
      changed.add(record.regression());
      lastEvent = record.key();
    }
    // One that can't be made of its events stays among the changed, and holds up no other.
    for (String id : List.copyOf(changed)) {
      try {
        regressions.put(id, Regression.of(events.getOrDefault(id, List.of())));
        changed.remove(id);
      } catch (RuntimeException unexpected) {
        LOG.error("regression {} can't be made of its events", id, unexpected);
      }
    }
  }
}
