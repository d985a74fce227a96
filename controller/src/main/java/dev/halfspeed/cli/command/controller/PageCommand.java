package dev.halfspeed.cli.command.controller;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints a link that opens a controller's page in a browser. */
@Command(
    name = "page",
    description = {
      "Print a link that opens the page of the running controller, or of a bisection, in a"
          + " browser.",
      "It works once, and for an hour; the browser is let in from then on."
    })
public final class PageCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "A bisection (default: the page of all).")
  @Nullable String id;

  @Mixin JsonOption json = new JsonOption();

  public PageCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    try (ApiClient api =
        invocation
            .running()
            .orElseThrow(() ->
                new Problem(
                    "No controller runs on the state directory " + invocation.state() + ".",
                    "Start one with: halfspeed serve"))) {
      String link = api.forAccess().link(id == null ? "/" : "/bisections/" + api.resolve(id));
      invocation.say(json.wanted() ? ApiClient.json(Map.of("link", link)) : link);
      return 0;
    }
  }
}
