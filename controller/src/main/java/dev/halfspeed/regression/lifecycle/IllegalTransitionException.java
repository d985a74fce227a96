package dev.halfspeed.regression.lifecycle;

/** Something that can't happen to a regression where it stands. */
public final class IllegalTransitionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  IllegalTransitionException(String what) {
    super(what);
  }
}
