package dev.halfspeed.agent.reboot;

import dev.halfspeed.agent.FilePart;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The way to a machine that boots images itself: has it boot them ({@link BareMetalBoot}), and
 * brings it back when a kernel under test hangs, be it in the middle of a measurement or a build.
 */
public final class RebootingClient implements WorkerClient {
  static final Duration COMMAND_DEADLINE = Duration.ofMinutes(1);

  private final Machine machine;
  private final Machine.Own own;
  private final WorkerClient link;
  private final PendingTestBoot note;
  private final DoubtedBoot doubted;
  private final MachineCommands commands;
  private final Time time;
  private final BootWatcher systems;
  private final Set<JobId> rebooting = ConcurrentHashMap.newKeySet();
  private final Set<JobId> cancelled = ConcurrentHashMap.newKeySet();

  /**
   * Stands before the way to a worker.
   *
   * @param machine one that boots images itself
   * @param boots a folder of the controller, where it is noted which machines are in kernels under
   *     test, and whose boot was in doubt last
   */
  public RebootingClient(
      Machine machine, WorkerClient link, Path boots, MachineCommands commands, Time time) {
    this.machine = machine;
    this.own = Objects.requireNonNull(machine.boot().own());
    this.link = link;
    this.note = new PendingTestBoot(boots.resolve(machine.name()));
    this.doubted = new DoubtedBoot(boots.resolve(machine.name() + ".doubted"));
    this.commands = commands;
    this.time = time;
    this.systems = new BootWatcher(link, time);
  }

  /**
   * {@inheritDoc} A machine that does not answer, and was sent into a kernel under test, is waited
   * for and then given its power command, once an hour at most.
   */
  @Override
  public void connect() throws MachineFault, InterruptedException {
    try {
      link.connect();
    } catch (MachineFault fault) {
      if (fault.kind() != MachineFault.Kind.UNREACHABLE
          || !note.isThere()
          || !note.mayPress(time.instant())) {
        throw fault;
      }
      revive();
      link.connect();
    }
  }

  private void revive() throws MachineFault, InterruptedException {
    if (systems.await("", machine.boot().deadline()).isEmpty()
        && commands.run(own.power(), COMMAND_DEADLINE).exitCode() == 0) {
      note.pressed(time.instant());
      if (systems.await("", machine.boot().deadline()).isPresent()) {
        note.remove();
      }
    }
  }

  @Override
  public Result run(JobId id, Job job, Consumer<JobEvent> onEvent)
      throws MachineFault, InterruptedException {
    if (!(job instanceof Job.Measure measure && measure.boot() instanceof BootPlan.Own plan)) {
      return link.run(id, job, onEvent);
    }
    var boot =
        new BareMetalBoot(
            machine,
            new BareMetalBoot.Way(link, systems, note, doubted, commands, time),
            id,
            measure,
            plan,
            onEvent);
    Result result =
        boot.toTheEnd(
            new BareMetalBoot.Reboots() {
              @Override
              public boolean begin() {
                rebooting.add(id);
                return !cancelled.contains(id);
              }

              @Override
              public boolean end() {
                rebooting.remove(id);
                return !cancelled.contains(id);
              }
            });
    // Where the way to the machine was lost it is followed again, and stays cancelled.
    cancelled.remove(id);
    return result;
  }

  /**
   * {@inheritDoc} A machine that is on its way from one system to the next is let arrive, and not
   * measured.
   */
  @Override
  public void cancel(JobId id) throws MachineFault, InterruptedException {
    cancelled.add(id);
    if (!rebooting.contains(id)) {
      link.cancel(BareMetalBoot.stepId(id, BareMetalBoot.SWITCH));
      link.cancel(id);
    }
  }

  @Override
  public Running running() throws MachineFault, InterruptedException {
    return link.running();
  }

  @Override
  public void leave(JobId id, String bootId) throws MachineFault, InterruptedException {
    link.leave(id, bootId);
  }

  @Override
  public List<Reply.JobStatus> jobs() throws MachineFault, InterruptedException {
    return link.jobs();
  }

  @Override
  public void sendCommit(Path repository, String commit) throws MachineFault, InterruptedException {
    link.sendCommit(repository, commit);
  }

  @Override
  public void sendRecipe(Path folder, String digest) throws MachineFault, InterruptedException {
    link.sendRecipe(folder, digest);
  }

  @Override
  public Optional<byte[]> read(String path, FilePart part)
      throws MachineFault, InterruptedException {
    return link.read(path, part);
  }

  @Override
  public void close() {
    link.close();
  }
}
