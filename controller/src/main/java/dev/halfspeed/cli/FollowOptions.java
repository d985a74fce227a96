package dev.halfspeed.cli;

import dev.halfspeed.problem.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that starts something and stays with it. */
final class FollowOptions {
  private static final int MOST_CONTROLLERS = 5;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command = CommandSpec.create();

  @Option(names = "--follow", description = "Follow it to its end (the default).")
  boolean follow;

  @Option(names = "--detach", description = "Only start it; needs a controller that runs already.")
  boolean detach;

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = "-",
      paramLabel = "FILE|-",
      description = "Write it with its conclusion there at the end; - is standard output.")
  @Nullable String json;

  @Option(
      names = "--take-over",
      description =
          "Take machines from other controllers that work on them; without it, wait for them.")
  boolean takeOver;

  /** Where JSON is wanted; absent: nowhere. */
  @Nullable String json() {
    return json == null && JsonOption.atTheTop(command) ? "-" : json;
  }

  /** Checks the options against each other, before anything is asked of a controller. */
  void check() throws Problem {
    if (follow && detach) {
      throw WrongArguments.together("--follow", "--detach");
    }
  }

  /**
   * Does something with a controller that goes on with it afterwards. Where that one was another
   * process's and ended meanwhile, the next one is asked.
   */
  int with(Session session, Work work) throws Problem {
    if (detach && session.running().isEmpty()) {
      throw new Problem(
          "--detach needs a controller that goes on running, and none runs.",
          "Start one first, in another terminal: halfspeed serve");
    }
    session.takeOver(takeOver);
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

  /** What is done with a controller. */
  @FunctionalInterface
  interface Work {
    /** Yields the exit code. */
    int with(Connection connection) throws Problem;
  }
}
