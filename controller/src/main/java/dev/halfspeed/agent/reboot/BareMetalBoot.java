package dev.halfspeed.agent.reboot;

import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.WorkerClient;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobEvent;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.KernelTrouble;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One boot of an image on a machine that boots images itself, with its measurement: one job to
 * whoever asks for it, and several steps here. Make the machine ready, have it leave the running
 * system, wait for the image, measure; or else find out what became of it and bring the machine
 * back.
 *
 * <p>Every step can be asked for again: steps on the machine are jobs with names that follow from
 * the job's, and whether the machine has rebooted is told by its boot id. So a controller that was
 * killed in the middle goes on by doing all of it again.
 */
final class BareMetalBoot {
  /** The step that makes the machine ready. */
  static final String SWITCH = ".switch";

  private static final String RECOVER = ".recover";
  private static final Duration RECOVERY_DEADLINE = Duration.ofMinutes(5);

  /** So many measurements in a row in which the machine went down without a word. */
  private static final int SILENT_DEATHS = 3;

  /**
   * What it goes by.
   *
   * @param link to the worker
   */
  record Way(
      WorkerClient link,
      BootWatcher systems,
      PendingTestBoot note,
      DoubtedBoot doubted,
      MachineCommands commands,
      Time time) {}

  /** Told when the machine is on its way from one system to the next, and can't be asked. */
  interface Reboots {
    /** It begins; false: the job was cancelled, and is not to be begun. */
    boolean begin();

    /** It is over; false: the job was cancelled meanwhile. */
    boolean end();
  }

  private final Machine machine;
  private final Machine.Own own;
  private final WorkerClient link;
  private final BootWatcher systems;
  private final PendingTestBoot note;
  private final DoubtedBoot doubted;
  private final MachineCommands commands;
  private final Time time;
  private final JobId id;
  private final Job.Measure job;
  private final BootPlan.Own plan;
  private final Consumer<JobEvent> onEvent;
  private final String token;
  private final long start;

  BareMetalBoot(
      Machine machine,
      Way way,
      JobId id,
      Job.Measure job,
      BootPlan.Own plan,
      Consumer<JobEvent> onEvent) {
    this.machine = machine;
    this.own = Objects.requireNonNull(machine.boot().own());
    this.link = way.link();
    this.systems = way.systems();
    this.note = way.note();
    this.doubted = way.doubted();
    this.commands = way.commands();
    this.time = way.time();
    this.id = id;
    this.job = job;
    this.plan = plan;
    this.onEvent = onEvent;
    this.token = id.folder();
    this.start = time.nanoTime();
  }

  Result toTheEnd(Reboots reboots) throws MachineFault, InterruptedException {
    if (isKnown()) {
      // Begun before: by a controller that died, or before the machine was out of reach.
      return measure(Optional.empty());
    }
    Result ready =
        step(SWITCH, new Job.Switch(job.imageKey(), plan, job.recipe(), token, job.deadline()));
    if (!(ready instanceof Result.Switched switched)) {
      return ready instanceof Result.Cancelled ? notBegun() : ready;
    }
    boolean begun = reboots.begin();
    boolean cancelled = !begun;
    Optional<Result> failed = Optional.empty();
    Duration boot = Duration.ZERO;
    try {
      if (begun) {
        note.write();
        long left = time.nanoTime();
        failed = reboot(switched);
        boot = Duration.ofNanos(time.nanoTime() - left);
      }
    } finally {
      cancelled |= !reboots.end();
    }
    if (cancelled) {
      return begun ? new Result.Cancelled() : notBegun();
    }
    return failed.isPresent() ? failed.get() : measure(Optional.of(boot));
  }

  /**
   * Cancelled before the machine left its system. The boot loader may have been told already: the
   * next reboot by anybody would start the image then, with nobody who looks after it.
   */
  private Result notBegun() throws MachineFault, InterruptedException {
    Result result = recover();
    return result instanceof Result.Recovered ? new Result.Cancelled() : result;
  }

  /** Whether the measurement itself has begun, or has even ended: then it is not begun again. */
  private boolean isKnown() throws MachineFault, InterruptedException {
    return link.jobs().stream().anyMatch(known -> known.job().equals(id));
  }

  private Result measure(Optional<Duration> boot) throws MachineFault, InterruptedException {
    Result result = link.run(id, job, onEvent);
    return switch (result) {
      case Result.Measured measured -> withBoot(measured, boot);
      case Result.Profiled profiled ->
          new Result.Profiled(profiled.boot(), profiled.runs(), since(start));
      case Result.InfrastructureFault fault when fault.fault() == Result.Fault.RESTARTED ->
          diedAtWork(fault);
      default -> result;
    };
  }

  /** The system was gone before the measurement ended: by its own doing, or by somebody else's. */
  private Result diedAtWork(Result.InfrastructureFault fault)
      throws MachineFault, InterruptedException {
    // What it started by itself is its own kernel.
    note.remove();
    BootConsole console = console();
    Result result = recover();
    if (!(result instanceof Result.Recovered left)) {
      return result;
    }
    Optional<String> told = breakdown(left, console).or(console::stall);
    if (told.isEmpty() && deathsBefore() + 1 < SILENT_DEATHS) {
      return fault;
    }
    return new Result.ReproducerFailed(
        "run",
        "the kernel went down while it was measured: "
            + told.orElse(SILENT_DEATHS + " times in a row, without a word"),
        console.isStarted() ? console.tail() : left.crashLog(),
        since(start));
  }

  /** The attempts just before this one in which the machine went down while it measured. */
  private int deathsBefore() throws MachineFault, InterruptedException {
    List<JobId> known = link.jobs().stream().map(Reply.JobStatus::job).toList();
    int deaths = 0;
    for (int attempt = id.attempt() - 1; attempt > 0; attempt--) {
      var before = new JobId(id.job(), attempt);
      // One that is known has ended, and is not begun again by asking for it.
      if (!known.contains(before)
          || !(link.run(before, job, event -> {}) instanceof Result.InfrastructureFault fault)
          || fault.fault() != Result.Fault.RESTARTED) {
        break;
      }
      deaths++;
    }
    return deaths;
  }

  /** Looks for what a boot has left, on the system that came after it. */
  private Result recover() throws MachineFault, InterruptedException {
    phase("recover");
    return step(RECOVER, new Job.Recover(plan, RECOVERY_DEADLINE));
  }

  /** Has the machine start the image; why that failed, when it did. */
  private Optional<Result> reboot(Result.Switched switched)
      throws MachineFault, InterruptedException {
    phase("reboot");
    Optional<WorkerClient.Running> next = leave(switched);
    if (next.isEmpty()) {
      phase("boot");
      next = systems.await(switched.bootId(), plan.bootDeadline());
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
    if (next.get().buildId().equals(switched.buildId())) {
      return Optional.empty();
    }
    note.remove();
    return Optional.of(anotherKernel(next.get()));
  }

  /** The system that runs; empty once none answers. The old one is given time to go. */
  private Optional<WorkerClient.Running> leave(Result.Switched switched)
      throws MachineFault, InterruptedException {
    long end = time.nanoTime() + plan.downDeadline().toNanos();
    boolean asked = false;
    while (true) {
      Optional<WorkerClient.Running> now = systems.look();
      if (now.isEmpty() || !now.get().bootId().equals(switched.bootId())) {
        return now;
      }
      if (time.nanoTime() - end >= 0) {
        return now;
      }
      if (!asked) {
        link.leave(stepId(SWITCH), switched.bootId());
        asked = true;
      }
      systems.pause();
    }
  }

  /** A system came up that is not the image: the image died, or was never started. */
  private Result anotherKernel(WorkerClient.Running running)
      throws MachineFault, InterruptedException {
    BootConsole console = console();
    Result result = recover();
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
      return doubtful(
          Result.BootFailure.EXIT,
          "the machine started the image, and then started anew without a panic: "
              + console.stall().orElse(console.lastLine()),
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

  private static String buildId(WorkerClient.Running running) {
    return running.buildId().isEmpty() ? "unknown" : running.buildId();
  }

  /** Nothing answered in time. The power command brings back the machine's own kernel. */
  private Result withoutAnswer(Result.Switched switched) throws MachineFault, InterruptedException {
    BootConsole console = console();
    phase("power");
    MachineCommands.Answer power = commands.run(own.power(), RebootingClient.COMMAND_DEADLINE);
    if (power.exitCode() != 0) {
      return fault(
          Result.Fault.MACHINE_DOWN,
          "the machine did not come up, and its power command failed with exit code "
              + power.exitCode(),
          power.output());
    }
    Optional<WorkerClient.Running> back = systems.await(switched.bootId(), plan.bootDeadline());
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
    note.remove();
    Result result = recover();
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
      return doubtful(
          Result.BootFailure.NO_NETWORK,
          "init ran, and nobody answered on the network within %d s: %s"
              .formatted(plan.bootDeadline().toSeconds(), console.lastLine()),
          left,
          console);
    }
    // A kernel that hangs before its console works can't be told from one that was never started,
    // such as a kexec that went astray.
    if (!console.isStarted() && !doubted.isAgain(id)) {
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
                plan.bootDeadline().toSeconds(), console.isStarted() ? console.lastLine() : "none"),
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
        : BootConsole.of(commands.run(command, RebootingClient.COMMAND_DEADLINE).output(), token);
  }

  /**
   * What a network that fails, or a machine that loses its power, does as well as the kernel: the
   * lab's fault the first time, the kernel's when it comes again.
   */
  private Result doubtful(
      Result.BootFailure how, String message, Result.Recovered left, BootConsole console) {
    return doubted.isAgain(id)
        ? unbootable(how, message, left, console)
        : fault(
            Result.Fault.BOOT_SETUP,
            message + " (held against the commit when it comes again)",
            console.tail());
  }

  private Result unbootable(
      Result.BootFailure how, String message, Result.Recovered left, BootConsole console) {
    return new Result.Unbootable(
        how, message, console.isStarted() ? console.tail() : left.crashLog(), since(start));
  }

  private Result fault(Result.Fault fault, String message, String log) {
    return new Result.InfrastructureFault(fault, "machine " + machine.name() + ": " + message, log);
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
    return stepId(id, name);
  }

  private void phase(String name) {
    onEvent.accept(new JobEvent(1, Instant.now(), new JobEvent.Body.Phase(name)));
  }

  /** A boot that was begun before has a length that nobody knows. */
  private Result.Measured withBoot(Result.Measured measured, Optional<Duration> boot) {
    var phases = new LinkedHashMap<String, Duration>();
    boot.ifPresent(time -> phases.put("boot", time));
    phases.putAll(measured.boot().phases());
    Result.BootReport report = measured.boot();
    return new Result.Measured(
        new Result.BootReport(
            report.bootId(), report.buildId(), report.kernelRelease(), report.state(), phases),
        measured.runs(),
        since(start));
  }

  private Duration since(long begin) {
    return Duration.ofNanos(time.nanoTime() - begin);
  }

  /** Behind a dot: what stands before it is still the job that the store knows. */
  static JobId stepId(JobId id, String name) {
    return new JobId(id.job() + name, id.attempt());
  }
}
