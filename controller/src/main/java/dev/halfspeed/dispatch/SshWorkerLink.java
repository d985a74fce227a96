package dev.halfspeed.dispatch;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.time.Time;
import java.nio.file.Path;

/** Makes the way to a worker over SSH. */
public final class SshWorkerLink {
  private SshWorkerLink() {}

  /**
   * Connects, sends the worker if the machine does not have it, starts it and shows it the lease.
   * Tries once; the link connects again when the connection drops.
   *
   * @param controllerRuntime archive of the worker for the controller's own architecture; used
   *     where the machine's entry names no other
   * @param lease the controller's lease token
   * @throws MachineFault when the machine can't be used
   */
  public static WorkerLink connect(
      Machine machine, Path controllerRuntime, long lease, LinkSettings settings)
      throws MachineFault, InterruptedException {
    Path archive = machine.runtime() == null ? controllerRuntime : machine.runtime();
    WorkerRuntime runtime;
    try {
      runtime = WorkerRuntime.of(archive);
    } catch (Problem e) {
      throw new MachineFault(
          MachineFault.Kind.NO_RUNTIME,
          "machine " + machine.name() + ": " + e.what(),
          e.nextStep(),
          e);
    }
    return ReconnectingLink.connect(
        machine, settings, Time.real(), () -> SshSession.open(machine, runtime, lease, settings));
  }
}
