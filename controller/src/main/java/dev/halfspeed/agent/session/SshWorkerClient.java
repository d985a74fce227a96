package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.agent.ReconnectingClient;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.time.Time;
import java.nio.file.Path;

/** Makes the way to a worker over SSH. */
public final class SshWorkerClient {
  private SshWorkerClient() {}

  /**
   * The way to a machine's worker. Whenever it connects, it sends the worker if the machine does
   * not have it, starts it and shows it the lease.
   *
   * @param controllerRuntime archive of the worker for the controller's own architecture; used
   *     where the machine's entry names no other
   * @param lease the controller's
   */
  public static WorkerClient to(
      Machine machine, Path controllerRuntime, MachineLease lease, ConnectionSettings settings) {
    return new ReconnectingClient(
        machine,
        settings,
        Time.real(),
        () ->
            SshSession.open(
                machine,
                runtime(machine, machine.runtime() == null ? controllerRuntime : machine.runtime()),
                lease,
                settings));
  }

  private static WorkerRuntime runtime(Machine machine, Path archive) throws MachineFault {
    try {
      return WorkerRuntime.of(archive);
    } catch (Problem e) {
      throw new MachineFault(
          MachineFault.Kind.NO_RUNTIME,
          "machine " + machine.name() + ": " + e.what(),
          e.nextStep(),
          e);
    }
  }
}
