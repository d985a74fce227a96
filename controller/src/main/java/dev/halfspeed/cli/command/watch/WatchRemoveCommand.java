package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a watch. */
@Command(
    name = "remove",
    description = "End a watch for good. What it measured is kept; what waits is dropped.")
public final class WatchRemoveCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The watch.")
  String name = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept and shown.")
  String reason = "";

  @Mixin JsonOption json = new JsonOption();

  public WatchRemoveCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    return invocation.ask(api -> said(api.forWatches().changeWatch(name, "remove", reason)));
  }

  private int said(WatchView watch) {
    invocation.say(
        json.wanted()
            ? ApiClient.json(watch)
            : "Watch " + watch.name() + " is removed; what it measured is kept.");
    return 0;
  }
}
