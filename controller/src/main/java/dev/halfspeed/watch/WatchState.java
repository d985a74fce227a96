package dev.halfspeed.watch;

import dev.halfspeed.store.watch.WatchEventRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a watch stands: computed from the last event of each kind, in their order.
 *
 * @param fault what keeps it from its work; empty: nothing
 * @param lookedAt when its repository was looked at last; empty: never
 * @param wantsLook whether a person asked for a look that has not come yet
 */
record WatchState(
    Phase phase,
    Optional<String> fault,
    Optional<Instant> lookedAt,
    Optional<String> lookFault,
    boolean wantsLook) {

  /** Whether it starts new points. */
  enum Phase {
    ACTIVE,
    PAUSED,
    REMOVED
  }

  /** The state after some events. */
  static WatchState of(List<WatchEventRecord> events) {
    var state =
        new WatchState(Phase.ACTIVE, Optional.empty(), Optional.empty(), Optional.empty(), false);
    for (WatchEventRecord event : events) {
      state = state.after(event);
    }
    return state;
  }

  private WatchState after(WatchEventRecord event) {
    return switch (event.kind()) {
      case PAUSED -> in(phase == Phase.REMOVED ? phase : Phase.PAUSED);
      case RESUMED -> in(phase == Phase.REMOVED ? phase : Phase.ACTIVE);
      case REMOVED -> in(Phase.REMOVED);
      case RUN_NOW -> new WatchState(phase, fault, lookedAt, lookFault, true);
      case LOOKED ->
          new WatchState(
              phase,
              fault,
              Optional.of(event.at()),
              Optional.of(event.reason()).filter(words -> !words.isEmpty()),
              false);
      case FAULT ->
          new WatchState(phase, Optional.of(event.reason()), lookedAt, lookFault, wantsLook);
      case WELL -> new WatchState(phase, Optional.empty(), lookedAt, lookFault, wantsLook);
    };
  }

  private WatchState in(Phase now) {
    return new WatchState(now, fault, lookedAt, lookFault, wantsLook);
  }
}
