package dev.halfspeed.cli.client;

import dev.halfspeed.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A controller to talk to.
 *
 * @param api its API
 * @param local the controller, where it runs in this process
 */
public record Connection(ApiClient api, @Nullable LocalController local) implements AutoCloseable {

  /** Whether the controller ends with this process. */
  public boolean inProcess() {
    return local != null;
  }

  /** Stops a controller of this process; a controller elsewhere goes on. */
  @Override
  public void close() {
    api.close();
    if (local != null) {
      local.close();
    }
  }

  /** Does something with a connection. */
  @FunctionalInterface
  public interface Use {
    /** Yields the exit code. */
    int with(ApiClient api) throws Problem;
  }
}
