package dev.halfspeed.store;

/**
 * The database file failed while the controller ran: the disk is full, the file was taken away, or
 * a row was refused that should never have been offered. What the call was to change is unchanged.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
