package dev.halfspeed.cli.client;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A controller of this process, with its entry in the state directory if it may be found there. */
public final class LocalController implements AutoCloseable {
  private final ControllerStarter.Started started;
  private final @Nullable ControllerFile file;
  private final ControllerFile.@Nullable Held right;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over what was started. */
  public LocalController(
      ControllerStarter.Started started,
      @Nullable ControllerFile file,
      ControllerFile.@Nullable Held right) {
    this.started = started;
    this.file = file;
    this.right = right;
  }

  /** Stops it cleanly, once. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (file != null) {
      file.remove();
    }
    started.close();
    if (right != null) {
      right.close();
    }
  }
}
