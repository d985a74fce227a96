package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a watch look now. */
@Command(
    name = "run-now",
    description = "Look at the repository now, whenever the next look is due.")
public final class WatchRunNowCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The watch.")
  String name = "";

  @Mixin JsonOption json = new JsonOption();

  public WatchRunNowCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    try (ApiClient api =
        invocation
            .running()
            .orElseThrow(() ->
                new Problem(
                    "No controller runs that could look at anything.",
                    "Start one that stays: halfspeed serve"))) {
      return said(api.forWatches().changeWatch(name, "run-now", ""));
    }
  }

  private int said(WatchView watch) {
    invocation.say(json.wanted() ? ApiClient.json(watch) : "Watch " + watch.name() + " looks now.");
    return 0;
  }
}
