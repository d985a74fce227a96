package dev.halfspeed.jobs;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;

/** How often a job is tried before its failure is believed. */
public final class RetryPolicy {
  /** Runs of a recipe that gave no numbers, until the commit counts as untestable. */
  static final int REPRODUCER = 2;

  /** Infrastructure faults of one job, until it is given up and its machine left for a while. */
  public static final int INFRASTRUCTURE = 3;

  /** How often the way to a machine may be lost at one job, until that is given up. */
  static final int LINK = 3;

  private RetryPolicy() {}

  /** What an attempt's end asks for. */
  enum Next {
    GO_ON,
    TRY_AGAIN,
    /** The machine can't be used: a person has to look. */
    GIVE_UP
  }

  /**
   * What to do after an attempt: the commit's own faults are believed at once, others may be mended
   * by a second try.
   */
  static Next after(JobId id, Job job, Result result) {
    if (job instanceof Job.Measure measure && measure.profiling() != null) {
      // Nothing depends on it.
      return Next.GO_ON;
    }
    return switch (result) {
      case Result.ReproducerFailed ignored ->
          id.attempt() < REPRODUCER ? Next.TRY_AGAIN : Next.GO_ON;
      case Result.InfrastructureFault fault -> {
        if (job instanceof Job.Measure && fault.fault() == Result.Fault.IMAGE_MISSING) {
          // Another try would miss it too; it is built again when the search wants it.
          yield Next.GO_ON;
        }
        yield isGivenUp(id.attempt(), WorkerResults.fault(fault.fault()))
            ? Next.GIVE_UP
            : Next.TRY_AGAIN;
      }
      case Result.FactsFound ignored -> Next.GO_ON;
      case Result.Built ignored -> Next.GO_ON;
      case Result.Unbuildable ignored -> Next.GO_ON;
      case Result.Measured ignored -> Next.GO_ON;
      case Result.Profiled ignored -> Next.GO_ON;
      case Result.Unbootable ignored -> Next.GO_ON;
      case Result.Cancelled ignored -> Next.GO_ON;
      case Result.Switched ignored -> Next.GO_ON;
      case Result.Recovered ignored -> Next.GO_ON;
    };
  }

  /** Whether a job is not tried again after this fault. */
  public static boolean isGivenUp(int attempt, JobResult.Fault fault) {
    return switch (fault) {
      case IMAGE_MISSING, LINK_LOST, NOT_STARTED -> true;
      case WRONG_KERNEL,
          TOOL_MISSING,
          DISK_FULL,
          FILE_SYSTEM,
          OUT_OF_MEMORY,
          TREE_MISSING,
          PREPARATION_FAILED,
          DEADLINE,
          BOOT_SETUP,
          MACHINE_DOWN,
          WORKER_DIED,
          RESTARTED,
          UNEXPECTED ->
          attempt >= INFRASTRUCTURE;
    };
  }
}
