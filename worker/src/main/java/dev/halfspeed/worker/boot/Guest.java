package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.build.Architecture;
import dev.halfspeed.worker.host.Command;
import dev.halfspeed.worker.host.Deadline;
import dev.halfspeed.worker.host.DeadlineException;
import dev.halfspeed.worker.host.ErrorLine;
import dev.halfspeed.worker.host.InfrastructureException;
import dev.halfspeed.worker.host.KernelNotes;
import dev.halfspeed.worker.host.LogTail;
import dev.halfspeed.worker.host.Tools;
import dev.halfspeed.worker.protocol.BootPlan;
import dev.halfspeed.worker.protocol.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Boots a kernel as a QEMU guest, waits for its end, and tells what happened. */
public final class Guest {
  /** Signals that somebody else sends: HUP, INT, KILL (as the OOM killer does), TERM. */
  private static final Set<Integer> SIGNALS_FROM_OUTSIDE = Set.of(1, 2, 9, 15);

  /** What an exit code has above the number of the signal that ended a process. */
  private static final int BY_SIGNAL = 128;

  /** QEMU's words on a file that is no kernel to it; whether it is damaged is asked elsewhere. */
  private static final Pattern NOT_LOADED =
      Pattern.compile(
          "(?:qemu[\\w-]*: )?(?:linux kernel too old|Error loading uncompressed kernel|invalid"
              + " kernel header|invalid setup header|could not load kernel|qemu: error reading"
              + " kernel|kernel .*is not bootable|kernel .*is too large|Cannot load x86-64 image|no kernel found|failed to load kernel|kernel"
              + " image is too large|couldn't load kernel).*",
          Pattern.CASE_INSENSITIVE);

  private final Tools tools;
  private final Architecture architecture;
  private final Path folder;

  /**
   * A guest that has not started.
   *
   * @param folder where its files and logs go; exists
   */
  public Guest(Tools tools, Architecture architecture, Path folder) {
    this.tools = tools;
    this.architecture = architecture;
    this.folder = folder;
  }

  /** What it shares with this machine. */
  public GuestFolder share() {
    return new GuestFolder(folder.resolve("share"));
  }

  /** What its kernel printed. */
  public Console console() {
    return new Console(folder.resolve("console.log"));
  }

  /**
   * Boots and waits until the guest is gone, without doing anything else meanwhile.
   *
   * @param kernel the bootable kernel
   * @param buildId what the running kernel must say of itself
   * @param phase called with the name of each phase as it begins, on another thread
   * @throws InfrastructureException when QEMU fails or is killed, or another kernel comes up
   * @throws DeadlineException when there was no time left for it to come up, which says nothing
   *     about its kernel
   */
  public BootOutcome boot(
      BootPlan.Qemu plan,
      Path kernel,
      String buildId,
      InitScript init,
      Consumer<String> phase,
      Deadline deadline)
      throws IOException, InterruptedException, DeadlineException {
    GuestFolder share = GuestFolder.create(folder.resolve("share"));
    Path script = folder.resolve("init");
    init.write(script);
    List<String> words =
        new QemuCommand(tools, architecture)
            .words(plan, kernel, script, share.path(), console().file());
    Process qemu = start(words);
    try (var phases = new PhaseWatch(share, phase)) {
      boolean alive = phases.await(qemu, deadline.or(Deadline.after(plan.bootDeadline())));
      boolean ended = alive || !qemu.isAlive();
      if (ended) {
        ended = qemu.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      }
      boolean isLate = !ended && deadline.passed();
      Command.end(qemu);
      qemu.waitFor();
      if (ended) {
        requireNotKilled(qemu.exitValue());
      }
      // Markers that were written at the very end may not have been seen yet.
      boolean isUp = share.reached(PhaseWatch.ALIVE);
      // A kernel that has panicked by then has said enough.
      if (!isUp && isLate && console().breakdown().isEmpty()) {
        throw new DeadlineException(
            "the time was over before the guest had come up; on its console: "
                + console().standstill());
      }
      return isUp ? up(share, buildId, phases.durations(), ended) : down(qemu.exitValue(), ended);
    } finally {
      Command.end(qemu);
    }
  }

  private Process start(List<String> words) throws IOException {
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(tools.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(log().toFile());
    return builder.start();
  }

  /** A guest that was killed from outside says nothing about its kernel. */
  private void requireNotKilled(int exitCode) throws IOException {
    int signal = exitCode - BY_SIGNAL;
    if (SIGNALS_FROM_OUTSIDE.contains(signal)) {
      throw new InfrastructureException(
          Result.Fault.WORKER_DIED,
          "QEMU was killed by signal "
              + signal
              + (signal == 9
                  ? ": by hand, or by the OOM killer, which the machine's dmesg would tell"
                  : ""),
          console().tail());
    }
  }

  private Path log() {
    return folder.resolve("qemu.log");
  }

  private BootOutcome down(int exitCode, boolean ended) throws IOException {
    var breakdown = console().breakdown();
    if (breakdown.isPresent()) {
      return new BootOutcome.Down(Result.BootFailure.PANIC, breakdown.get());
    }
    if (!ended) {
      return new BootOutcome.Down(Result.BootFailure.HANG, console().standstill());
    }
    if (exitCode != 0) {
      String said = ErrorLine.of(log());
      if (NOT_LOADED.matcher(said).matches()) {
        return new BootOutcome.Down(Result.BootFailure.NOT_LOADED, said);
      }
      throw new InfrastructureException(
          said.endsWith("Cannot allocate memory")
              ? Result.Fault.OUT_OF_MEMORY
              : Result.Fault.UNEXPECTED,
          "QEMU failed with exit code " + exitCode + ": " + said,
          LogTail.of(log()));
    }
    return new BootOutcome.Down(Result.BootFailure.EXIT, console().lastLine());
  }

  private BootOutcome up(
      GuestFolder share, String buildId, Map<String, Duration> phases, boolean ended)
      throws IOException {
    String running = KernelNotes.buildIdOfNotes(share.notes()).orElse("none");
    if (!running.equals(buildId)) {
      throw new InfrastructureException(
          Result.Fault.WRONG_KERNEL,
          "the running kernel has build-id " + running + ", the image " + buildId,
          console().tail());
    }
    Map<String, String> state = new LinkedHashMap<>(share.state());
    String bootId = taken(state, "boot_id");
    String release = taken(state, "release");
    return new BootOutcome.Up(
        bootId,
        running,
        release,
        KernelState.condensed(state),
        phases,
        ending(share, ended),
        ended ? console().breakdown().orElse(console().standstill()) : "");
  }

  private static BootOutcome.Ending ending(GuestFolder share, boolean ended) {
    if (!ended) {
      return BootOutcome.Ending.DEADLINE;
    }
    return share.reached(PhaseWatch.OFF) ? BootOutcome.Ending.REGULAR : BootOutcome.Ending.CRASH;
  }

  private static String taken(Map<String, String> state, String name) {
    String value = state.remove(name);
    return value == null ? "" : value;
  }
}
