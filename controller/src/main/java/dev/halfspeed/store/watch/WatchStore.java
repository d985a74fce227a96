package dev.halfspeed.store.watch;

import java.util.List;

/** Watches, and what happened to them. */
public interface WatchStore {
  /** Adds a watch. */
  void add(WatchRecord watch);

  /** All watches, removed ones too, in the order in which they were added. */
  List<WatchRecord> all();

  /** Adds an event of a watch. */
  void add(WatchEventRecord event);

  /**
   * The last event of each kind of a watch, in the order in which they came. What a watch is
   * follows from these.
   */
  List<WatchEventRecord> lastEvents(String watch);

  /** The last events of a watch but for the regular looks, the oldest first. */
  List<WatchEventRecord> history(String watch, int limit);
}
