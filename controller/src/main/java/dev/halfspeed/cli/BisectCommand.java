package dev.halfspeed.cli;

import dev.halfspeed.bisect.BisectionRequest;
import dev.halfspeed.problem.Problem;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a bisection and follows it. */
@Command(
    name = "bisect",
    description = {
      "Find the commit between two revisions that made a recipe's metric worse, or better.",
      "Without a controller that runs already, it starts one in this process; Ctrl-C stops it"
          + " cleanly, and the same command goes on where it stopped."
    },
    footer = {
      "",
      "Example: halfspeed bisect --repo ~/linux --good v6.12 --bad v6.13 --recipe"
          + " pgbench-simple-update"
    })
final class BisectCommand implements Callable<Integer> {
  /** A machine that another controller works on is asked for again. */
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(15);

  private static final int MOST_CONTROLLERS = 5;

  private final Session session;

  @Mixin RequestOptions options = new RequestOptions();

  @Option(names = "--follow", description = "Follow it to its end (the default).")
  boolean follow;

  @Option(names = "--detach", description = "Only start it; needs a controller that runs already.")
  boolean detach;

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = "-",
      paramLabel = "FILE|-",
      description =
          "Write the bisection with its conclusion there at the end; - is standard output.")
  @Nullable String json;

  @Option(
      names = "--take-over",
      description =
          "Take machines from other controllers that work on them; without it, wait for them.")
  boolean takeOver;

  @Spec CommandSpec command = CommandSpec.create();

  BisectCommand(Session session) {
    this.session = session;
  }

  /** Starts it as soon as no other controller works on its machines. */
  private String submit(ApiClient api, Watch watch, BisectionRequest request) throws Problem {
    while (true) {
      switch (api.submit(request)) {
        case ApiClient.Submission.Started(String id) -> {
          return id;
        }
        case ApiClient.Submission.MustWait(Problem why) -> {
          watch.waiting(why);
          session.interruption().pause(BETWEEN_TRIES.toMillis());
          session.interruption().yieldToEnd();
        }
      }
    }
  }

  @Override
  public Integer call() throws Problem {
    if (json == null && JsonOption.atTheTop(command)) {
      json = "-";
    }
    if (follow && detach) {
      throw WrongArguments.together("--follow", "--detach");
    }
    BisectionRequest request = options.request(session.shell());
    if (detach && session.running().isEmpty()) {
      throw new Problem(
          "--detach needs a controller that goes on running, and none runs.",
          "Start one first, in another terminal: halfspeed serve");
    }
    session.takeOver(takeOver);
    for (int controllers = 1; ; controllers++) {
      Connection connection = session.connect(true);
      try (connection) {
        return with(connection, request);
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

  private int with(Connection connection, BisectionRequest request) throws Problem {
    Watch watch = new Watch(session, connection, json);
    watch.stopOnInterrupt("halfspeed bisect with the same options");
    watch.checking();
    String id = submit(connection.api(), watch, request);
    watch.link(id);
    if (!detach) {
      return watch.toTheEnd(id);
    }
    watch.detached(id);
    return 0;
  }
}
