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

/** Pauses a watch. */
@Command(
    name = "pause",
    description = "Start no new points; what is being measured goes on to its end.")
public final class WatchPauseCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The watch.")
  String name = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept and shown.")
  String reason = "";

  @Mixin JsonOption json = new JsonOption();

  public WatchPauseCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    return invocation.ask(api -> said(api.forWatches().changeWatch(name, "pause", reason)));
  }

  private int said(WatchView watch) {
    invocation.say(json.wanted() ? ApiClient.json(watch) : "Watch " + watch.name() + " is paused.");
    return 0;
  }
}
