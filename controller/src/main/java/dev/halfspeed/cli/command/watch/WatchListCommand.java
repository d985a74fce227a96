package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.WatchText;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.watch.WatchView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the watches. */
@Command(name = "list", description = "List the watches.")
public final class WatchListCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Mixin JsonOption json = new JsonOption();

  public WatchListCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    return invocation.ask(api -> {
      List<WatchView> watches = api.forWatches().watches();
      if (json.wanted()) {
        invocation.say(ApiClient.json(watches));
      } else if (watches.isEmpty()) {
        invocation.say("No watch yet. Add one with: halfspeed watch add NAME");
      } else {
        WatchText.table(watches, invocation.shell().clock().instant()).forEach(invocation::say);
      }
      return 0;
    });
  }
}
