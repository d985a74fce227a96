package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.Lease;
import dev.halfspeed.dispatch.WorkerLink;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * Links with the lease token of this start of the controller. The token is raised when the first
 * machine is reached, so that a controller that only looks at its store never shuts out one that
 * works.
 */
final class LeasedLinks implements WorkerLinks {
  private final Store store;
  private final BisectionController.LinksByLease byLease;
  private @Nullable WorkerLinks links;

  LeasedLinks(Store store, BisectionController.LinksByLease byLease) {
    this.store = store;
    this.byLease = byLease;
  }

  @Override
  public WorkerLink to(Machine machine) {
    return links().to(machine);
  }

  private synchronized WorkerLinks links() {
    if (links == null) {
      links = byLease.forLease(new Lease(store.nextLease(0), store::nextLease));
    }
    return links;
  }
}
