package dev.halfspeed.machines;

import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.lab.Machine;

/** Makes the way to a machine: over SSH, or a fake one where faults and time must be controlled. */
@FunctionalInterface
public interface WorkerClients {
  /** The way to a machine. Nothing is connected yet. */
  WorkerClient to(Machine machine);
}
