package dev.halfspeed.agent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The connection, or the worker process on it, is gone: worth another connection. */
public final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  /** States what happened. */
  public ConnectionLostException(String what) {
    super(what);
  }

  /** States what happened, and which error told. */
  public ConnectionLostException(String what, @Nullable Throwable cause) {
    super(what, cause);
  }
}
