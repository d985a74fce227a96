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
  static int start(Invocation session, FollowOptions options, LastingWork work) throws Problem {
    if (options.detach && session.running().isEmpty()) {
      throw new Problem(
          "--detach needs a controller that goes on running, and none runs.",
          "Start one first, in another terminal: halfspeed serve");
    }
    session.takeOver(options.takeOver);
    for (int controllers = 1; ; controllers++) {
      Connection connection = session.connect(true);
      try (connection) {
        return work.with(connection);
      } catch (Problem problem) {
        session.interruption().yieldToEnd();
        // It was another process's, and ended with that: what it left open goes on here.
        if (connection.inProcess()
            || controllers == MOST_CONTROLLERS
            || !session.hasEnded(connection.api())) {
          throw problem;
        }
        session.shell().err().println("The controller that was asked has ended; going on.");
      }
    }
  }
}
