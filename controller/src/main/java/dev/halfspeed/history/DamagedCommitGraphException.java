package dev.halfspeed.history;

import java.io.Serial;

/** A commit-graph says what cannot be: the commits themselves have to be read. */
final class DamagedCommitGraphException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  DamagedCommitGraphException(String what) {
    super(what);
  }
}
