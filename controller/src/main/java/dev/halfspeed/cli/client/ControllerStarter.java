package dev.halfspeed.cli.client;

import dev.halfspeed.problem.Problem;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Starts a controller with its API in this process. */
@FunctionalInterface
public interface ControllerStarter {

  /**
   * Starts it; the API answers when this returns.
   *
   * @throws Problem when the port is taken, the state directory can't be used, and the like;
   *     nothing runs then
   */
  Started start(Plan plan) throws Problem;

  /**
   * What to start.
   *
   * @param home where Halfspeed lies, with recipes/ and the worker's archive
   * @param state directory of all that is kept
   * @param host address to listen on
   * @param port 0: any that is free
   * @param token the state directory's, which its user alone reads
   * @param others whom it lets in beside its own user
   * @param resume whether bisections that are still open go on; not for a command that only looks
   * @param notices file of the notify settings; absent: regressions are not looked after
   * @param takeOver whether machines are taken from controllers that work on them
   */
  record Plan(
      Path home,
      Path state,
      String host,
      int port,
      String token,
      Admittance others,
      boolean resume,
      @Nullable Path notices,
      boolean takeOver) {}

  /** A controller that runs in this process. */
  interface Started extends AutoCloseable {
    /** Where its API answers, without a path. */
    URI address();

    /** Stops cleanly: ends what runs on machines for it and leaves the bisections open. */
    @Override
    void close();
  }
}
