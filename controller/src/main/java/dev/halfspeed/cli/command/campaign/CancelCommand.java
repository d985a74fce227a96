package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Found;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a campaign for good. */
@Command(
    name = "cancel",
    description = {
      "End a bisection, comparison, config bisection or check and all that runs for it.",
      "What was measured is kept."
    })
public final class CancelCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "ID",
      description =
          "The bisection, comparison, config bisection or check, or the beginning of its id.")
  String id = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, for others: it is kept and shown.")
  String reason = "";

  @Mixin JsonOption json = new JsonOption();

  public CancelCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    return invocation.ask(api -> {
      Found found = Found.byWithChecks(id, api);
      api.cancel(found, reason);
      invocation.say(
          json.wanted()
              ? ApiClient.json(Map.of("id", found.id()))
              : "Cancelled " + found.kind().word() + " " + found.id() + ".");
      return 0;
    });
  }
}
