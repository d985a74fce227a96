package dev.halfspeed.store;

import dev.halfspeed.problem.Problem;
import java.sql.SQLException;

/**
 * The database file failed while the controller ran: the disk is full, the file was taken away, or
 * a row was refused that should never have been offered. What the call was to change is unchanged.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** SQLite's result codes, whose lowest byte tells the kind. */
  private static final int KIND = 0xff;

  private static final int SQLITE_IOERR = 10;
  private static final int SQLITE_FULL = 13;

  private final Problem problem;

  /** States what could not be done, why, and what to do about it. */
  public StoreException(Problem problem) {
    super(problem.what(), problem.getCause());
    this.problem = problem;
  }

  /** The same for who asked. */
  public Problem problem() {
    return problem;
  }

  /**
   * Whether the disk had no room for it, so that the same call may succeed later. SQLite calls that
   * an I/O error when it happens to its shared memory.
   */
  public boolean isForWantOfSpace() {
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException failed) {
        int kind = failed.getErrorCode() & KIND;
        return kind == SQLITE_FULL || kind == SQLITE_IOERR;
      }
    }
    return false;
  }
}
