package dev.halfspeed.cli;

import dev.halfspeed.bisect.BisectionRequest;
import dev.halfspeed.problem.Problem;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a bisection and follows it. */
@Command(
    name = "bisect",
    description = {
      "Find the commit between two revisions that made a recipe's metric worse.",
      "Without a controller that runs already, it starts one in this process; Ctrl-C stops it"
          + " cleanly, and the same command goes on where it stopped."
    },
    footer = {
      "",
      "Example: halfspeed bisect --repo ~/linux --good v6.12 --bad v6.13 --recipe"
          + " pgbench-simple-update"
    })
final class BisectCommand implements Callable<Integer> {
  private final Session session;

  @Mixin RequestOptions options = new RequestOptions();

  @ArgGroup(exclusive = true)
  Watching watching = new Watching();

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = "-",
      paramLabel = "FILE|-",
      description =
          "Write the bisection with its conclusion there at the end; - is standard output.")
  @Nullable String json;

  @Spec CommandSpec command = CommandSpec.create();

  /** Stay or go. */
  static final class Watching {
    @Option(names = "--follow", description = "Follow it to its end (the default).")
    boolean follow;

    @Option(
        names = "--detach",
        description = "Only start it; needs a controller that runs already.")
    boolean detach;
  }

  BisectCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Problem {
    if (json == null && JsonOption.atTheTop(command)) {
      json = "-";
    }
    BisectionRequest request = options.request(session.shell());
    if (watching.detach && session.running().isEmpty()) {
      throw new Problem(
          "--detach needs a controller that goes on running, and none runs.",
          "Start one first, in another terminal: halfspeed serve");
    }
    try (Connection connection = session.connect(true)) {
      Watch watch = new Watch(session, connection, json);
      watch.stopOnInterrupt("halfspeed bisect with the same options");
      watch.checking();
      String id = connection.api().submit(request);
      watch.link(id);
      if (!watching.detach) {
        return watch.toTheEnd(id);
      }
      watch.detached(id);
      return 0;
    }
  }
}
