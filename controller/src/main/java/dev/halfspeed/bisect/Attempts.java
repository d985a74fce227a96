package dev.halfspeed.bisect;

import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;

/** How often a job is tried before its failure is believed. */
final class Attempts {
  /** Runs of a recipe that gave no numbers, until the commit counts as untestable. */
  static final int REPRODUCER = 2;

  /** Infrastructure faults of one job, until the bisection stops and asks for a person. */
  static final int INFRASTRUCTURE = 3;

  private Attempts() {}

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
  static Next after(JobId id, Result result) {
    return switch (result) {
      case Result.ReproducerFailed ignored ->
          id.attempt() < REPRODUCER ? Next.TRY_AGAIN : Next.GO_ON;
      case Result.InfrastructureFault fault -> {
        if (fault.fault() == Result.Fault.IMAGE_MISSING) {
          // Another try would miss it too; it is built again when the search wants it.
          yield Next.GO_ON;
        }
        yield id.attempt() < INFRASTRUCTURE ? Next.TRY_AGAIN : Next.GIVE_UP;
      }
      case Result.FactsFound ignored -> Next.GO_ON;
      case Result.Built ignored -> Next.GO_ON;
      case Result.Unbuildable ignored -> Next.GO_ON;
      case Result.Measured ignored -> Next.GO_ON;
      case Result.Unbootable ignored -> Next.GO_ON;
      case Result.Cancelled ignored -> Next.GO_ON;
      case Result.Switched ignored -> Next.GO_ON;
      case Result.Recovered ignored -> Next.GO_ON;
    };
  }
}
