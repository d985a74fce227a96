package dev.halfspeed.campaign;

import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.schedule.CampaignNames;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.store.Store;
import dev.halfspeed.time.Time;
import java.util.List;
import java.util.function.Consumer;

/**
 * What every campaign is run with.
 *
 * @param machines told of the machines of each campaign that starts
 * @param work told of what campaigns do
 */
public record Engine(
    Store store,
    MachineScheduler scheduler,
    CampaignNames names,
    MachineStatuses statuses,
    Consumer<List<Machine>> machines,
    SnapshotFolders snapshots,
    WorkListener work,
    Changes changes,
    Time time) {
  /** A campaign that can be started; what still runs for it has its places from now on. */
  public CampaignRun run(CampaignRun.Order order) {
    machines.accept(order.stations().stream().map(ConnectedMachine::machine).toList());
    return new CampaignRun(
        order, store, scheduler, names, statuses, work, time, () -> changes.changed(order.id()));
  }
}
