package dev.halfspeed.cli;

import dev.halfspeed.problem.Problem;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a bisection for good. */
@Command(
    name = "cancel",
    description = "End a bisection and all that runs for it. What was measured is kept.")
final class CancelCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The bisection, or the beginning of its id.")
  String id = "";

  @Mixin JsonOption json = new JsonOption();

  CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Problem {
    return session.ask(api -> {
      String bisection = api.resolve(id);
      api.cancel(bisection);
      session.say(
          json.wanted()
              ? ApiClient.json(Map.of("id", bisection))
              : "Cancelled bisection " + bisection + ".");
      return 0;
    });
  }
}
