package dev.halfspeed.machines;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.worker.protocol.Result;

/**
 * A machine that was reached and looked at, with the way to it.
 *
 * @param justSeen whether it is known to be so now; else it was so when it was last looked at
 */
public record ConnectedMachine(
    Machine machine, WorkerClient link, Result.Facts facts, OrphanJobs orphans, boolean justSeen) {
  public String name() {
    return machine.name();
  }

  /** The same after it was looked at again. */
  public ConnectedMachine with(Result.Facts now) {
    return new ConnectedMachine(machine, link, now, orphans, true);
  }

  /** The same, for whoever needs it later. */
  ConnectedMachine asBefore() {
    return new ConnectedMachine(machine, link, facts, orphans, false);
  }

  /** Ends what runs there for nobody. */
  public void endStrays() throws MachineFault, InterruptedException {
    orphans.end(link);
  }

  /** Where it is: tells machines apart, whatever lab files call them. */
  public String address() {
    return machine.address();
  }

  /** What makes kernels on this machine: a different compiler gives a different image. */
  public String toolchain() {
    return "gcc "
        + facts.tools().getOrDefault("gcc", "?")
        + ", ld "
        + facts.tools().getOrDefault("ld", "?");
  }
}
