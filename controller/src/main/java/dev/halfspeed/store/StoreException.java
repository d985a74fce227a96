package dev.halfspeed.store;

import dev.halfspeed.problem.Problem;

/**
 * The database file failed while the controller ran: the disk is full, the file was taken away, or
 * a row was refused that should never have been offered. What the call was to change is unchanged.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Problem problem;
  private final boolean passing;

  /**
   * States what could not be done, why, and what to do about it.
   *
   * @param passing whether the same call may succeed later
   */
  public StoreException(Problem problem, boolean passing) {
    super(problem.what(), problem.getCause());
    this.problem = problem;
    this.passing = passing;
  }

  /** The same for who asked. */
  public Problem problem() {
    return problem;
  }

  /**
   * Whether the same call may succeed later: the disk is full, away or read-only, or the file is
   * locked.
   */
  public boolean isPassing() {
    return passing;
  }
}
