package dev.halfspeed.cli.command;

import dev.halfspeed.cli.option.GlobalOptions;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.problem.Problem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command itself, without a sub-command. */
@Command(
    name = "halfspeed",
    description = "Finds the Linux kernel commit that slowed down a database.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done: with `bisect` the culprit was found, with `config-bisect` the options,"
          + " with",
      "`compare` and `mitigate` each pair is decided; 1 ended without that, or a check failed; 2"
          + " wrong",
      "input or something to put right; 70 a bug; 74 the answer could not be written; 130"
          + " interrupted."
    })
final class HalfspeedCommand implements Callable<Integer> {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Mixin JsonOption json = new JsonOption();

  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }
}
