package dev.halfspeed.campaign.check;

import dev.halfspeed.store.CampaignRecord;
import dev.halfspeed.store.Store;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The youngest check that each machine has passed. Health asks for it every few seconds, so it is
 * read once after each check.
 */
final class PassedChecks {
  private final Store store;
  private final Map<Key, Optional<CampaignRecord>> known = new ConcurrentHashMap<>();

  private record Key(String machine, Set<CampaignRecord.Kind> kinds) {}

  PassedChecks(Store store) {
    this.store = store;
  }

  /** The youngest one that a person asked for. */
  Optional<CampaignRecord> full(String machine) {
    return last(new Key(machine, Set.of(CampaignRecord.Kind.CHECK)));
  }

  /** The youngest one of any kind. */
  Optional<CampaignRecord> any(String machine) {
    return last(new Key(machine, MachineChecks.KINDS));
  }

  private Optional<CampaignRecord> last(Key key) {
    return known.computeIfAbsent(
        key,
        asked ->
            store
                .campaigns()
                .last(
                    asked.machine(),
                    asked.kinds(),
                    MachineChecks.words(MachineCheck.Verdict.PASSED)));
  }

  /** A check of that machine has ended. */
  void ended(String machine) {
    known.keySet().removeIf(key -> key.machine().equals(machine));
  }
}
