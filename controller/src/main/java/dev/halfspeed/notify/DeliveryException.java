package dev.halfspeed.notify;

/** A letter was not taken. */
public final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean passing;

  /**
   * Says why.
   *
   * @param passing whether the same letter may be taken later
   */
  public DeliveryException(String words, boolean passing) {
    super(words);
    this.passing = passing;
  }

  /** Says why. */
  public DeliveryException(String words, boolean passing, Throwable cause) {
    super(words, cause);
    this.passing = passing;
  }

  /** Whether the same letter may be taken later. */
  boolean isPassing() {
    return passing;
  }
}
