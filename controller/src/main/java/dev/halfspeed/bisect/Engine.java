package dev.halfspeed.bisect;

import dev.halfspeed.lab.MachineScheduler;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Time;

/** What every campaign is run with. */
record Engine(
    Store store,
    MachineScheduler scheduler,
    MachineUse use,
    Standings standings,
    Health health,
    SnapshotFolders snapshots,
    Changes changes,
    Time time) {
  static final int NO_PRIORITY = 0;

  /** A campaign that can be started; what still runs for it has its places from now on. */
  CampaignRun run(CampaignRun.Order order) {
    health.knows(order.stations().stream().map(Station::machine).toList());
    return new CampaignRun(
        order, store, scheduler, use, standings, time, () -> changes.changed(order.id()));
  }
}
