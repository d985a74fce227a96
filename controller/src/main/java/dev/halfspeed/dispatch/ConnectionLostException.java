package dev.halfspeed.dispatch;

import java.io.IOException;

/** The connection, or the worker process on it, is gone: worth another connection. */
final class ConnectionLostException extends IOException {
  private static final long serialVersionUID = 1;

  ConnectionLostException(String what) {
    super(what);
  }

  ConnectionLostException(String what, Throwable cause) {
    super(what, cause);
  }
}
