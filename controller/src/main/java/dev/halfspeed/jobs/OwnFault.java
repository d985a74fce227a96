package dev.halfspeed.jobs;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.worker.protocol.Result;

/** An unexpected exception of our own, bounded like any fault of a machine (docs/adr/0014). */
public final class OwnFault {
  private OwnFault() {}

  /** What people are told. */
  public static String words(Throwable unexpected) {
    return "a fault of Halfspeed (" + unexpected + "); the controller's log says more";
  }

  /** Why something else than a job can't go on for now. */
  public static Problem problem(Throwable unexpected) {
    return new Problem("a fault of Halfspeed: " + unexpected, "see the controller's log");
  }

  /** How a job ends that was hit by one. */
  static Result.InfrastructureFault result(Throwable unexpected) {
    return new Result.InfrastructureFault(Result.Fault.UNEXPECTED, words(unexpected), "");
  }
}
