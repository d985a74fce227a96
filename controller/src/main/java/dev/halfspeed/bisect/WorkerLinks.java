package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.MachineFault;
import dev.halfspeed.dispatch.WorkerLink;
import dev.halfspeed.lab.Machine;

/** Makes the way to a machine: over SSH, or a fake one where faults and time must be controlled. */
@FunctionalInterface
public interface WorkerLinks {
  /** Connects, and sends the worker where it is not there yet. */
  WorkerLink connect(Machine machine) throws MachineFault, InterruptedException;
}
