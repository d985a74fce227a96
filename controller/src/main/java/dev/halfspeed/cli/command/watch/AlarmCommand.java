package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.RegressionClient;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Hands alarms of another detector to the controller. */
@Command(
    name = "alarm",
    description = {
      "Hand alarms of another detector to the controller, as JSON: one object, or a list of them.",
      "docs/alarms.md describes the fields, and how to make them of what other detectors write."
    })
public final class AlarmCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "FILE", description = "A file of alarms; - is standard input.")
  String file = "";

  @Mixin JsonOption json = new JsonOption();

  public AlarmCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    String text = read();
    return invocation.ask(api -> {
      int known = 0;
      var alarms = RegressionClient.objects(text, file.equals("-") ? "standard input" : file);
      for (String alarm : alarms) {
        known += api.forRegressions().raise(alarm) ? 0 : 1;
      }
      int fresh = alarms.size() - known;
      invocation.say(
          json.wanted()
              ? ApiClient.json(Map.of("new", fresh, "known", known))
              : "%d new, %d known already.".formatted(fresh, known));
      return 0;
    });
  }

  private String read() throws Problem {
    if (!file.equals("-")) {
      return NamedFile.text(
          invocation.shell().resolve(file), "file of alarms", NamedFile.DESCRIPTION_BYTES);
    }
    try {
      return new String(invocation.shell().in().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Problem(
          "Standard input can't be read: " + e.getMessage(), "Name a file instead of -.", e);
    }
  }
}
