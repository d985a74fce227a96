package dev.halfspeed.worker.results;

/** The recipe ran and left no usable numbers. */
public final class ReproducerException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Says what is wrong with the recipe's output.
   *
   * @param message for people
   */
  ReproducerException(String message) {
    super(message);
  }
}
