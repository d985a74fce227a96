package dev.halfspeed.cli.session;

import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.option.FollowOptions;
import dev.halfspeed.problem.Problem;

/** What is done with a controller that has to go on with it afterwards. */
@FunctionalInterface
public interface LastingWork {
  /** More that end in the middle of a start are not an accident. */
  int MOST_CONTROLLERS = 5;

  /** Yields the exit code. */
  int with(Connection connection) throws Problem;

  /**
   * Does it. Where the controller was another process's and ended meanwhile, the next one is asked.
   */
  static int start(Invocation invocation, FollowOptions options, LastingWork work) throws Problem {
    if (options.detach && invocation.running().isEmpty()) {
      throw new Problem(
          "--detach needs a controller that goes on running, and none runs.",
          "Start one first, in another terminal: halfspeed serve");
    }
    invocation.takeOver(options.takeOver);
    for (int controllers = 1; ; controllers++) {
      Connection connection = invocation.connect(true);
      try (connection) {
        return work.with(connection);
      } catch (Problem problem) {
        invocation.interruption().yieldToEnd();
        // It was another process's, and ended with that: what it left open goes on here.
        if (connection.inProcess()
            || controllers == MOST_CONTROLLERS
            || !invocation.hasEnded(connection.api())) {
          throw problem;
        }
        invocation.shell().err().println("The controller that was asked has ended; going on.");
      }
    }
  }
}
