package dev.halfspeed.worker.host;

import dev.halfspeed.worker.protocol.Result;

/** The machine's or the worker's fault: ends a job without saying anything about the commit. */
public final class InfrastructureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Result.Fault fault;
  private final String logTail;

  /**
   * Says what is wrong with this machine.
   *
   * @param message what happened and what to do about it, for people
   */
  public InfrastructureException(Result.Fault fault, String message) {
    this(fault, message, "");
  }

  /**
   * Says what is wrong with this machine.
   *
   * @param message what happened and what to do about it, for people
   * @param logTail the end of the log that shows it
   */
  public InfrastructureException(Result.Fault fault, String message, String logTail) {
    super(message);
    this.fault = fault;
    this.logTail = logTail;
  }

  /** The job's result. */
  public Result.InfrastructureFault result() {
    return new Result.InfrastructureFault(fault, String.valueOf(getMessage()), logTail);
  }
}
