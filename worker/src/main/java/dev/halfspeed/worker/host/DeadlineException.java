package dev.halfspeed.worker.host;

/** A deadline passed before the work was done; everything that was started for it is gone. */
public final class DeadlineException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Says what was not done in time.
   *
   * @param message for people
   */
  public DeadlineException(String message) {
    super(message);
  }
}
