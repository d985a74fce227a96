package dev.halfspeed.core;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended, as far as decisions depend on it. Logs, configurations and histograms are kept
 * beside it and fetched when somebody asks for them.
 */
public sealed interface JobResult {

  /** What its machine says how long it took; empty where that is not known. */
  default Optional<Duration> duration() {
    return switch (this) {
      case Built built -> Optional.of(built.took());
      case Unbuildable unbuildable -> Optional.of(unbuildable.took());
      case Measured measured -> Optional.of(measured.took());
      case Profiled profiled -> Optional.of(profiled.took());
      case Unbootable unbootable -> Optional.of(unbootable.took());
      case ReproducerFailed failed -> Optional.of(failed.took());
      case FactsFound _, InfrastructureFault _, Cancelled _ -> Optional.empty();
    };
  }

  /** The machine was checked. */
  record FactsFound() implements JobResult {}

  /** A kernel was built, or was there already. */
  record Built(BuiltImage image, Duration took) implements JobResult {}

  /**
   * The commit does not build: its own fault, so a skip.
   *
   * @param step what failed: {@code compile}, or the make target, such as {@code olddefconfig}
   * @param message the first error, one line
   */
  record Unbuildable(String step, String message, Duration took) implements JobResult {}

  /**
   * The image booted, was proved to be the one running, and every run gave numbers.
   *
   * @param runs executions of the recipe in this boot
   */
  record Measured(MeasuredBoot boot, int runs, Duration took) implements JobResult {}

  /**
   * The image booted for its profile: it measured nothing.
   *
   * @param trouble why there is no profile; absent where there is one
   */
  record Profiled(@Nullable String trouble, Duration took) implements JobResult {}

  /**
   * The image does not come up: the commit's own fault, so a skip.
   *
   * @param how the kind of failure, such as {@code PANIC} or {@code HANG}
   * @param message the line of the console that says most
   */
  record Unbootable(String how, String message, Duration took) implements JobResult {}

  /**
   * The image came up and was proved right, but the recipe gave no numbers.
   *
   * @param step the recipe's step that failed
   */
  record ReproducerFailed(String step, String message, Duration took) implements JobResult {}

  /** Ours or the lab's fault; says nothing about the commit. */
  record InfrastructureFault(Fault fault, String message) implements JobResult {}

  /** Ended by request. */
  record Cancelled() implements JobResult {}

  /**
   * A kernel that lies on a machine.
   *
   * @param key names it on the machine: the digest of everything that went into it
   * @param commit whose tree was built
   * @param buildId the GNU build-id of vmlinux, hexadecimal
   * @param kernelSha256 digest of the bootable kernel file; equal digests are the same kernel
   * @param functionsSha256 digest of all functions and objects, in no order; equal digests are the
   *     same code, wherever it lies. Absent where that is not known
   * @param configSha256 digest of the effective .config, whose text the store keeps once
   * @param release what {@code uname -r} says
   * @param bytes size of the image
   * @param compiledObjects how many objects the build made anew
   * @param reused whether nothing was built, because an image with this key existed
   */
  record BuiltImage(
      String key,
      String commit,
      String buildId,
      String kernelSha256,
      @Nullable String functionsSha256,
      String configSha256,
      String release,
      String compiler,
      String kernelPath,
      long bytes,
      int compiledObjects,
      boolean reused) {}

  /**
   * A boot that was measured.
   *
   * @param bootId /proc/sys/kernel/random/boot_id
   * @param buildId of the running kernel, proved equal to the image's
   * @param commandLine of the kernel; absent where the machine did not report it
   * @param stateSha256 digest of what can fake a regression (mitigations, clocksource, THP,
   *     preemption, the command line but for each boot's own words); the store keeps it once
   * @param phases durations by name: boot, restore, measure, shutdown, digest; wall-clock time of
   *     the host
   */
  record MeasuredBoot(
      String bootId,
      String buildId,
      String release,
      @Nullable String commandLine,
      String stateSha256,
      Map<String, Duration> phases) {
    public MeasuredBoot {
      phases = Map.copyOf(phases);
    }

    /** The duration of a named phase, zero where the worker did not report it. */
    public Duration phase(String name) {
      return phases.getOrDefault(name, Duration.ZERO);
    }
  }

  /** Infrastructure faults that are told apart. */
  enum Fault {
    /** The running kernel is not the one that was built. */
    WRONG_KERNEL,
    /** A tool is missing on the machine. */
    TOOL_MISSING,
    /** No room in the worker's folder, or where the machine boots images from. */
    DISK_FULL,
    /** A file system of the machine is read-only or gives errors. */
    FILE_SYSTEM,
    /** The machine has too little memory, processes or open files for the job. */
    OUT_OF_MEMORY,
    /** The image was collected, or never arrived. */
    IMAGE_MISSING,
    /** The commit's tree was not pushed. */
    TREE_MISSING,
    /** The recipe's preparation on the machine failed. */
    PREPARATION_FAILED,
    DEADLINE,
    /** The machine can't be made to boot an image once: its boot loader, privileges. */
    BOOT_SETUP,
    /** The machine did not come back, even after its power command. */
    MACHINE_DOWN,
    /** The job's process disappeared: killed, or out of memory. */
    WORKER_DIED,
    /** The machine was restarted, or its kernel died, before the job ended. */
    RESTARTED,
    /** The way to the machine was lost at this job again and again. */
    LINK_LOST,
    /** The controller could not make the job, by a fault of its own. */
    NOT_STARTED,
    /** Anything that nobody expected: a bug. */
    UNEXPECTED
  }
}
