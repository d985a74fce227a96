package dev.halfspeed.cli.command.campaign;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Found;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.OutputFile;
import dev.halfspeed.problem.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the report of a bisection, a comparison or a config bisection. */
@Command(
    name = "report",
    description = "Write the report of a bisection, comparison or config bisection, in Markdown.")
public final class ReportCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The bisection, comparison or config bisection (default: the newest).")
  @Nullable String id;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to (default: standard output).")
  @Nullable String output;

  @Mixin JsonOption json = new JsonOption();

  public ReportCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    return invocation.ask(api -> {
      Found found = Found.by(id, api);
      String text = json.wanted() ? api.json(found) + "\n" : api.report(found);
      if (output == null) {
        invocation.show(text);
        return 0;
      }
      Path file = invocation.shell().resolve(output);
      OutputFile.write(file, text);
      invocation.say(
          json.wanted()
              ? ApiClient.json(Map.of("id", found.id(), "file", file.toString()))
              : "The report of " + found.kind().word() + " " + found.id() + " is in " + file);
      return 0;
    });
  }
}
