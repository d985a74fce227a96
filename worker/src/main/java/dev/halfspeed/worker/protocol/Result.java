package dev.halfspeed.worker.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended. The cases are those that the controller treats differently: a number, the
 * commit's fault, the reproducer's fault, or nobody's evidence.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Result {

  /** The machine was looked at. */
  record FactsFound(Facts facts) implements Result {}

  /** A kernel was built, or was there already. */
  record Built(Image image) implements Result {}

  /**
   * The commit does not build: its own fault, so a skip.
   *
   * @param step what failed: {@code compile}, or the make target, such as {@code olddefconfig}
   * @param message the first error that the compiler or make gave, one line
   * @param logTail the end of the log, for people
   */
  record Unbuildable(String step, String message, String logTail, Duration took)
      implements Result {}

  /** The image booted, was proved to be the one running, and every run gave its numbers. */
  record Measured(BootReport boot, List<RunReport> runs, Duration took) implements Result {}

  /** As {@link Measured}, but for a profile: its numbers are no samples. */
  record Profiled(BootReport boot, List<RunProfile> runs, Duration took) implements Result {}

  /**
   * The image does not come up: the commit's own fault, so a skip.
   *
   * @param how what was seen
   * @param message the line of the console that says most
   * @param consoleTail the end of the console, for people
   */
  record Unbootable(BootFailure how, String message, String consoleTail, Duration took)
      implements Result {}

  /**
   * The image came up and was proved right, but the recipe gave no numbers.
   *
   * @param step the recipe's step that failed
   */
  record ReproducerFailed(String step, String message, String logTail, Duration took)
      implements Result {}

  /** Ours or the lab's fault; says nothing about the commit. */
  record InfrastructureFault(Fault fault, String message, String logTail) implements Result {}

  /** Ended by request. */
  record Cancelled() implements Result {}

  /**
   * The machine will boot the image when it leaves the running system.
   *
   * @param bootId of the system that runs, which is to be left
   * @param buildId of the image
   */
  record Switched(String bootId, String buildId) implements Result {}

  /**
   * What a boot that failed has left.
   *
   * @param crashLog what the kernel wrote into pstore before it died; empty where it wrote nothing
   * @param oneShotPending whether the boot loader had not taken the one-shot entry
   * @param withItsCommandLine whether the kernel that runs now was started with the image's command
   *     line
   */
  record Recovered(String crashLog, boolean oneShotPending, boolean withItsCommandLine)
      implements Result {}

  /** Ways in which a boot fails. */
  enum BootFailure {
    /** QEMU could not load the kernel, whose file is as it was built. */
    NOT_LOADED,
    PANIC,
    /** No sign of life within the boot deadline. */
    HANG,
    /** The guest or machine ended by itself before its init ran, without a panic. */
    EXIT,
    /** Init ran, and the machine did not answer on the network. */
    NO_NETWORK
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
    /** Said by the controller: the way to the machine was lost at this job again and again. */
    LINK_LOST,
    /** Said by the controller: it could not make the job, by a fault of its own. */
    NOT_STARTED,
    /** Anything that nobody expected: a bug. */
    UNEXPECTED
  }

  /**
   * What a machine is and has.
   *
   * @param architecture as {@code uname -m} says it
   * @param tools name to version, for those found; a missing tool is absent
   * @param kvm whether a guest was seen to boot with KVM; absent: nobody has tried on this host
   * @param kvmExplanation one sentence about how that is known
   * @param cpuGovernor what chooses the processor's frequency; absent where nothing does, or it
   *     does not tell
   */
  record Facts(
      String hostname,
      String architecture,
      String cpuModel,
      int cores,
      long memoryBytes,
      long diskFreeBytes,
      long diskTotalBytes,
      String operatingSystem,
      String kernelRelease,
      Map<String, String> tools,
      @Nullable Boolean kvm,
      String kvmExplanation,
      String workerVersion,
      @Nullable String cpuGovernor) {
    /** The version of a sudo that does not let Halfspeed's user become root. */
    public static final String REFUSED = "refused";
  }

  /**
   * What one build of one commit gave.
   *
   * @param key the key that the build was asked for under
   * @param buildId the GNU build-id of vmlinux, hexadecimal: the same as /sys/kernel/notes of the
   *     running kernel has it
   * @param kernelSha256 digest of the bootable kernel file; equal digests are the same kernel
   * @param functionsSha256 digest of all functions and objects, in no order; equal digests are the
   *     same code, wherever it lies. Absent where that is not known
   * @param configSha256 digest of the effective .config
   * @param config the effective .config
   * @param release what {@code uname -r} will say
   * @param kernelPath where the bootable kernel lies on the machine
   * @param compiledObjects how many objects the build made anew
   * @param reused true where nothing was built, because an image with this key existed
   */
  record Image(
      String key,
      String commit,
      String buildId,
      String kernelSha256,
      @Nullable String functionsSha256,
      String configSha256,
      String config,
      String release,
      String compiler,
      String kernelPath,
      long bytes,
      int compiledObjects,
      boolean reused,
      Duration took) {}

  /**
   * What is known of a boot that was measured.
   *
   * @param bootId /proc/sys/kernel/random/boot_id
   * @param buildId of the running kernel, proved equal to the image's
   * @param state what can fake a regression: command line, mitigations, clocksource, THP,
   *     preemption, ...
   * @param phases durations by name: boot, restore, measure, shutdown, digest; wall-clock time of
   *     the host
   */
  record BootReport(
      String bootId,
      String buildId,
      String kernelRelease,
      Map<String, String> state,
      Map<String, Duration> phases) {}

  /**
   * One execution of the recipe in a boot.
   *
   * @param run counts from 1
   * @param metrics metric name to value, in the unit that the recipe gives
   * @param histogram latencies as a compressed, base64-encoded HdrHistogram in microseconds; absent
   *     where there are none
   * @param conditions what else happened on the machine meanwhile; absent where it does not tell,
   *     and in results from before it was asked
   * @param counters of the kernel under test; absent where they could not be read, and in results
   *     from before they were
   */
  record RunReport(
      int run,
      Map<String, Double> metrics,
      @Nullable String histogram,
      @Nullable HostConditions conditions,
      @Nullable RunCounters counters) {
    /** One whose counters are not known. */
    public RunReport(
        int run,
        Map<String, Double> metrics,
        @Nullable String histogram,
        @Nullable HostConditions conditions) {
      this(run, metrics, histogram, conditions, null);
    }

    /** The same with what the kernel under test counted. */
    public RunReport with(@Nullable RunCounters itsCounters) {
      return new RunReport(run, metrics, histogram, conditions, itsCounters);
    }
  }
}
