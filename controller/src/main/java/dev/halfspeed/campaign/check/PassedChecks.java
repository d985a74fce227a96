package dev.halfspeed.campaign.check;

import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.time.Instant;
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
  private final MachineStatuses statuses;
  private final Map<Key, Optional<CampaignRecord>> known = new ConcurrentHashMap<>();

  private record Key(String machine, Set<CampaignRecord.Kind> kinds) {}

  PassedChecks(Store store, MachineStatuses statuses) {
    this.store = store;
    this.statuses = statuses;
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
                .last(asked.machine(), asked.kinds(), CheckEnding.Verdict.PASSED.words()));
  }

  /**
   * What a machine is compared with: the last whole check that it passed. Empty where a person has
   * admitted it since: that it is not what it was then is known, and right.
   */
  Optional<CheckBaseline> baseline(String machine) {
    Instant since = statuses.admittedByPerson(machine).orElse(Instant.MIN);
    return full(machine)
        .filter(record -> record.endedAt() != null && record.endedAt().isAfter(since))
        .flatMap(PassedChecks::baseline);
  }

  /**
   * The check of that id as one to compare with; empty where there is none, or none with figures.
   */
  Optional<CheckBaseline> named(String check) {
    return store.campaigns().find(check).flatMap(PassedChecks::baseline);
  }

  private static Optional<CheckBaseline> baseline(CampaignRecord record) {
    return Optional.ofNullable(record.endingJson())
        .map(json -> new CheckBaseline(record.id(), RowJson.read(json, CheckFinding.class)));
  }

  /** A check of that machine has ended. */
  void ended(String machine) {
    // By key: a walk over the keys passes over one that is being read just now.
    known.remove(new Key(machine, Set.of(CampaignRecord.Kind.CHECK)));
    known.remove(new Key(machine, MachineChecks.KINDS));
  }
}
