package dev.halfspeed.dispatch;

import dev.halfspeed.lab.Machine;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.KernelTrouble;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The way to a machine that boots images itself. A measured boot is one job to whoever asks for it,
 * and several steps here: make the machine ready, have it leave the running system, wait for the
 * image, measure; or else find out what became of it and bring the machine back.
 *
 * <p>Every step can be asked for again: steps on the machine are jobs with names that follow from
 * the job's, and whether the machine has rebooted is told by its boot id. So a controller that was
 * killed in the middle goes on by doing all of it again.
 */
public final class BootingLink implements WorkerLink {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration COMMAND_DEADLINE = Duration.ofMinutes(1);
  private static final Duration RECOVERY_DEADLINE = Duration.ofMinutes(5);

  /**
   * A kernel that hangs before its console works can't be told from a machine that never started
   * it, such as a kexec that went astray: this many boots in a row, and it is the kernel's fault.
   */
  private static final int SILENT_ATTEMPTS = 2;

  private final Machine machine;
  private final Machine.Own own;
  private final WorkerLink link;
  private final Path underWay;
  private final MachineCommands commands;
  private final Time time;
  private final Set<JobId> rebooting = ConcurrentHashMap.newKeySet();
  private final Set<JobId> cancelled = ConcurrentHashMap.newKeySet();

  /**
   * Stands before the way to a worker.
   *
   * @param machine one that boots images itself
   * @param boots a folder of the controller, where boots that are under way are noted
   */
  public BootingLink(
      Machine machine, WorkerLink link, Path boots, MachineCommands commands, Time time) {
    this.machine = machine;
    this.own = Objects.requireNonNull(machine.boot().own());
    this.link = link;
    this.underWay = boots.resolve(machine.name());
    this.commands = commands;
    this.time = time;
  }

  /**
   * {@inheritDoc} A machine that does not answer although a boot was under way, when an earlier
   * controller died, is waited for and then given its power command.
   */
  @Override
  public void connect() throws MachineFault, InterruptedException {
    try {
      link.connect();
    } catch (MachineFault fault) {
      if (fault.kind() != MachineFault.Kind.UNREACHABLE || !Files.exists(underWay)) {
        throw fault;
      }
      revive(event -> {});
      link.connect();
    }
  }

  /** A machine that is down since an earlier boot is waited for, then given its power command. */
  private void revive(Consumer<String> phase) throws MachineFault, InterruptedException {
    if (Files.exists(underWay)
        && look().isEmpty()
        && await("", machine.boot().deadline()).isEmpty()) {
      phase.accept("power");
      commands.run(own.power(), COMMAND_DEADLINE);
      await("", machine.boot().deadline());
    }
  }

  private Optional<Running> look() throws MachineFault, InterruptedException {
    try {
      return Optional.of(link.running());
    } catch (MachineFault fault) {
      return switch (fault.kind()) {
        // A system on its way down or up takes a connection and then refuses the key, or can't
        // start the worker.
        case UNREACHABLE, KEY_REFUSED, PROTOCOL, DISK_FULL -> Optional.empty();
        case HOST_KEY_CHANGED, HOST_KEY_UNKNOWN, NO_RUNTIME, LEASE_LOST -> throw fault;
      };
    }
  }

  /** Waits for another system than one; an open port alone is nothing. */
  private Optional<Running> await(String before, Duration patience)
      throws MachineFault, InterruptedException {
    long end = time.nanoTime() + patience.toNanos();
    while (time.nanoTime() - end < 0) {
      Optional<Running> now = look().filter(running -> !running.bootId().equals(before));
      if (now.isPresent()) {
        return now;
      }
      time.sleep(BETWEEN_LOOKS);
    }
    return Optional.empty();
  }

  @Override
  public Result run(JobId id, Job job, Consumer<JobEvent> onEvent)
      throws MachineFault, InterruptedException {
    return job instanceof Job.Measure measure && measure.boot() instanceof BootPlan.Own plan
        ? new Boot(id, measure, plan, onEvent).toTheEnd()
        : link.run(id, job, onEvent);
  }

  /** One boot of an image, with its measurement. */
  private final class Boot {
    private final JobId id;
    private final Job.Measure job;
    private final BootPlan.Own plan;
    private final Consumer<JobEvent> onEvent;
    private final String token;
    private final long start = time.nanoTime();

    Boot(JobId id, Job.Measure job, BootPlan.Own plan, Consumer<JobEvent> onEvent) {
      this.id = id;
      this.job = job;
      this.plan = plan;
      this.onEvent = onEvent;
      this.token = id.folder();
    }

    Result toTheEnd() throws MachineFault, InterruptedException {
      revive(this::phase);
      Result ready =
          step(
              ".switch", new Job.Switch(job.imageKey(), plan, job.recipe(), token, job.deadline()));
      if (!(ready instanceof Result.Switched switched)) {
        return ready;
      }
      rebooting.add(id);
      Result failure;
      Duration boot;
      try {
        if (cancelled.contains(id)) {
          return new Result.Cancelled();
        }
        note();
        long left = time.nanoTime();
        Optional<Result> failed = reboot(switched);
        boot = Duration.ofNanos(time.nanoTime() - left);
        if (failed.isEmpty() || !isDown(failed.get())) {
          forget();
        }
        failure = cancelled.contains(id) ? new Result.Cancelled() : failed.orElse(null);
      } finally {
        rebooting.remove(id);
      }
      if (failure != null) {
        return failure;
      }
      return withBoot(link.run(id, job, onEvent), boot);
    }

    private static boolean isDown(Result result) {
      return result instanceof Result.InfrastructureFault fault
          && fault.fault() == Result.Fault.MACHINE_DOWN;
    }

    /** Has the machine start the image; why that failed, when it did. */
    private Optional<Result> reboot(Result.Switched switched)
        throws MachineFault, InterruptedException {
      phase("reboot");
      Optional<Running> next = leave(switched);
      if (next.isEmpty()) {
        phase("boot");
        next = await(switched.bootId(), plan.bootDeadline());
      } else if (next.get().bootId().equals(switched.bootId())) {
        return Optional.of(
            fault(
                Result.Fault.BOOT_SETUP,
                "the machine did not leave the running system within %d s"
                    .formatted(plan.downDeadline().toSeconds()),
                ""));
      }
      if (next.isEmpty()) {
        return Optional.of(withoutAnswer(switched));
      }
      return next.get().buildId().equals(switched.buildId())
          ? Optional.empty()
          : Optional.of(anotherKernel(next.get()));
    }

    /** The system that runs; empty once none answers. The old one is given time to go. */
    private Optional<Running> leave(Result.Switched switched)
        throws MachineFault, InterruptedException {
      long end = time.nanoTime() + plan.downDeadline().toNanos();
      boolean asked = false;
      while (true) {
        Optional<Running> now = look();
        if (now.isEmpty() || !now.get().bootId().equals(switched.bootId())) {
          return now;
        }
        if (time.nanoTime() - end >= 0) {
          return now;
        }
        if (!asked) {
          link.leave(stepId(".switch"), switched.bootId());
          asked = true;
        }
        time.sleep(BETWEEN_LOOKS);
      }
    }

    /** A system came up that is not the image: the image died, or was never started. */
    private Result anotherKernel(Running running) throws MachineFault, InterruptedException {
      BootConsole console = console();
      phase("recover");
      Result result = step(".recover", new Job.Recover(plan, RECOVERY_DEADLINE));
      if (!(result instanceof Result.Recovered left)) {
        return result;
      }
      if (left.withItsCommandLine()) {
        // The console shows the image's word, and it was not the image.
        return fault(
            Result.Fault.WRONG_KERNEL,
            "what was started in the image's place, with its command line, is another kernel, with"
                + " build-id "
                + buildId(running),
            console.tail());
      }
      Optional<String> breakdown = breakdown(left, console);
      if (breakdown.isPresent()) {
        return unbootable(Result.BootFailure.PANIC, breakdown.get(), left, console);
      }
      if (left.oneShotPending()) {
        return neverTaken();
      }
      if (console.isStarted()) {
        return unbootable(
            Result.BootFailure.EXIT,
            "the machine started the image, and then started anew without a panic: "
                + console.lastLine(),
            left,
            console);
      }
      return fault(
          Result.Fault.WRONG_KERNEL,
          "another kernel came up, with build-id %s; neither console nor pstore tells whether the"
                  .formatted(buildId(running))
              + " image was started",
          "");
    }

    private static String buildId(Running running) {
      return running.buildId().isEmpty() ? "unknown" : running.buildId();
    }

    /** Nothing answered in time. The power command brings back the machine's own kernel. */
    private Result withoutAnswer(Result.Switched switched)
        throws MachineFault, InterruptedException {
      BootConsole console = console();
      phase("power");
      MachineCommands.Answer power = commands.run(own.power(), COMMAND_DEADLINE);
      if (power.exitCode() != 0) {
        return fault(
            Result.Fault.MACHINE_DOWN,
            "the machine did not come up, and its power command failed with exit code "
                + power.exitCode(),
            power.output());
      }
      Optional<Running> back = await(switched.bootId(), plan.bootDeadline());
      if (back.isEmpty()) {
        return fault(
            Result.Fault.MACHINE_DOWN,
            "the machine did not come up within %d s, and not after its power command either"
                .formatted(plan.bootDeadline().toSeconds()),
            console.tail());
      }
      if (back.get().buildId().equals(switched.buildId())) {
        return fault(
            Result.Fault.BOOT_SETUP,
            "the image answered only after its deadline of %d s and the power command: a longer"
                    .formatted(plan.bootDeadline().toSeconds())
                + " deadline may be needed, or the power command does not work, or the boot loader"
                + " kept the one-shot entry",
            console.tail());
      }
      phase("recover");
      Result result = step(".recover", new Job.Recover(plan, RECOVERY_DEADLINE));
      if (!(result instanceof Result.Recovered left)) {
        return result;
      }
      if (left.oneShotPending()) {
        return neverTaken();
      }
      Optional<String> breakdown = breakdown(left, console);
      if (breakdown.isPresent()) {
        return unbootable(Result.BootFailure.PANIC, breakdown.get(), left, console);
      }
      Optional<String> stall = console.stall();
      if (stall.isPresent()) {
        return unbootable(
            Result.BootFailure.HANG,
            "no answer within %d s; on the console: %s"
                .formatted(plan.bootDeadline().toSeconds(), stall.get()),
            left,
            console);
      }
      if (console.isInitReached()) {
        return unbootable(
            Result.BootFailure.NO_NETWORK,
            "init ran, and nobody answered on the network within %d s: %s"
                .formatted(plan.bootDeadline().toSeconds(), console.lastLine()),
            left,
            console);
      }
      if (!console.isStarted() && id.attempt() < SILENT_ATTEMPTS) {
        return fault(
            Result.Fault.BOOT_SETUP,
            "no answer within %d s, and nothing of the image on the console: it may never have been"
                    .formatted(plan.bootDeadline().toSeconds())
                + " started",
            "");
      }
      return unbootable(
          Result.BootFailure.HANG,
          "no answer within %d s; the last line on the console: %s"
              .formatted(
                  plan.bootDeadline().toSeconds(),
                  console.isStarted() ? console.lastLine() : "none"),
          left,
          console);
    }

    private Result neverTaken() {
      return fault(
          Result.Fault.BOOT_SETUP,
          "the boot loader did not take the one-shot entry; it has been taken back",
          "");
    }

    private static Optional<String> breakdown(Result.Recovered left, BootConsole console) {
      return console.breakdown().or(() -> KernelTrouble.breakdown(left.crashLog().lines()));
    }

    private BootConsole console() throws InterruptedException {
      String command = own.console();
      return command == null
          ? new BootConsole(List.of())
          : BootConsole.of(commands.run(command, COMMAND_DEADLINE).output(), token);
    }

    private Result unbootable(
        Result.BootFailure how, String message, Result.Recovered left, BootConsole console) {
      return new Result.Unbootable(
          how, message, console.isStarted() ? console.tail() : left.crashLog(), since(start));
    }

    private Result fault(Result.Fault fault, String message, String log) {
      return new Result.InfrastructureFault(
          fault, "machine " + machine.name() + ": " + message, log);
    }

    /** A step on the machine, whose end is not the job's. */
    private Result step(String name, Job step) throws MachineFault, InterruptedException {
      return link.run(
          stepId(name),
          step,
          event -> {
            if (!(event.body() instanceof JobEvent.Body.Finished)) {
              onEvent.accept(event);
            }
          });
    }

    private JobId stepId(String name) {
      return BootingLink.stepId(id, name);
    }

    private void phase(String name) {
      onEvent.accept(new JobEvent(1, Instant.now(), new JobEvent.Body.Phase(name)));
    }

    private Result withBoot(Result result, Duration boot) {
      if (!(result instanceof Result.Measured measured)) {
        return result;
      }
      var phases = new LinkedHashMap<String, Duration>();
      phases.put("boot", boot);
      phases.putAll(measured.boot().phases());
      Result.BootReport report = measured.boot();
      return new Result.Measured(
          new Result.BootReport(
              report.bootId(), report.buildId(), report.kernelRelease(), report.state(), phases),
          measured.runs(),
          since(start));
    }
  }

  /** What is under way is known to a controller that comes after this one. */
  private void note() {
    try {
      Files.createDirectories(Objects.requireNonNull(underWay.getParent()));
      Files.writeString(underWay, machine.name() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(underWay);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Duration since(long begin) {
    return Duration.ofNanos(time.nanoTime() - begin);
  }

  /** Behind a dot: what stands before it is still the job that the store knows. */
  private static JobId stepId(JobId id, String name) {
    return new JobId(id.job() + name, id.attempt());
  }

  /**
   * {@inheritDoc} A machine that is on its way from one system to the next is let arrive, and not
   * measured.
   */
  @Override
  public void cancel(JobId id) throws MachineFault, InterruptedException {
    cancelled.add(id);
    if (!rebooting.contains(id)) {
      link.cancel(stepId(id, ".switch"));
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
  public String readTail(String path, int maximumBytes) throws MachineFault, InterruptedException {
    return link.readTail(path, maximumBytes);
  }

  @Override
  public void close() {
    link.close();
  }
}
