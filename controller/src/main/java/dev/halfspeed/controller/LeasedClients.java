package dev.halfspeed.controller;

import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.machines.WorkerClients;
import dev.halfspeed.store.Store;
import dev.halfspeed.worker.protocol.Owner;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Links with the lease token of this start of the controller. The token is raised when the first
 * machine is reached, so that a controller that only looks at its store never shuts out one that
 * works.
 */
final class LeasedClients implements WorkerClients {
  private final Store store;
  private final LabController.LinksByLease byLease;
  private final Supplier<Owner> owner;
  private final Function<Machine, String> work;
  private @Nullable WorkerClients links;

  /**
   * No machine is reached yet.
   *
   * @param owner says who this controller is
   * @param work what it works on at a machine now, for people; empty: nothing
   */
  LeasedClients(
      Store store,
      LabController.LinksByLease byLease,
      Supplier<Owner> owner,
      Function<Machine, String> work) {
    this.store = store;
    this.byLease = byLease;
    this.owner = owner;
    this.work = work;
  }

  @Override
  public WorkerClient to(Machine machine) {
    return links().to(machine);
  }

  private synchronized WorkerClients links() {
    if (links == null) {
      links =
          byLease.forLease(
              new MachineLease(owner.get(), work, store.leases().next(0), store.leases()::next));
    }
    return links;
  }
}
