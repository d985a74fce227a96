package dev.halfspeed.bisect;

import dev.halfspeed.store.CheckRecord;
import dev.halfspeed.store.Store;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The youngest check that each machine has passed. Health asks for it every few seconds, so it is
 * read once after each check.
 */
final class PassedChecks {
  private final Store store;
  private final Map<Key, Optional<CheckRecord>> known = new ConcurrentHashMap<>();

  /**
   * What was asked for.
   *
   * @param kind of check; null for any
   */
  private record Key(String machine, @Nullable String kind) {}

  PassedChecks(Store store) {
    this.store = store;
  }

  /** The youngest one that a person asked for. */
  Optional<CheckRecord> full(String machine) {
    return last(new Key(machine, MachineChecks.FULL));
  }

  /** The youngest one of any kind. */
  Optional<CheckRecord> any(String machine) {
    return last(new Key(machine, null));
  }

  private Optional<CheckRecord> last(Key key) {
    return known.computeIfAbsent(
        key,
        asked ->
            store
                .lab()
                .lastCheck(
                    asked.machine(),
                    MachineChecks.words(MachineCheck.Verdict.PASSED),
                    asked.kind()));
  }

  /** A check of that machine has ended. */
  void ended(String machine) {
    known.keySet().removeIf(key -> key.machine().equals(machine));
  }
}
