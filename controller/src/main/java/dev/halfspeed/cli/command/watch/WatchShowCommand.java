package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.WatchText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchView;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a watch. */
@Command(
    name = "show",
    description = "Show a watch: what it measures, its series, its last points.")
public final class WatchShowCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "NAME", description = "The watch.")
  String name = "";

  @Option(
      names = "--points",
      defaultValue = "10",
      paramLabel = "N",
      description = "How many of the last points (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 100)
  int points = 10;

  @Mixin JsonOption json = new JsonOption();

  public WatchShowCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    return invocation.ask(api -> {
      WatchView watch = api.forWatches().watch(name);
      if (json.wanted()) {
        invocation.say(ApiClient.json(watch));
        return 0;
      }
      Instant now = invocation.shell().clock().instant();
      invocation.say("Watch " + watch.name() + ", " + watch.state());
      WatchText.lines(watch, now).forEach(invocation::say);
      WatchText.series(watch).forEach(invocation::say);
      WatchText.points(watch, points, now).forEach(invocation::say);
      return 0;
    });
  }
}
