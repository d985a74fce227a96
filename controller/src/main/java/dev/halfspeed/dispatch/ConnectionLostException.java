package dev.halfspeed.dispatch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The connection, or the worker process on it, is gone: worth another connection. */
final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  ConnectionLostException(String what) {
    super(what);
  }

  ConnectionLostException(String what, @Nullable Throwable cause) {
    super(what, cause);
  }
}
