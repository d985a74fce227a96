package dev.halfspeed.worker.measure;

/** The recipe ran and left no usable numbers. */
final class ReproducerException extends Exception {
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
