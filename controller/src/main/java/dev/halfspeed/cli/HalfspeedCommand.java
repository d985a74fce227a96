package dev.halfspeed.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command itself, without a sub-command. */
@Command(
    name = "halfspeed",
    description = "Finds the Linux kernel commit that slowed down a database.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, with `bisect` the culprit was found; 1 ended without a culprit, or a",
      "check failed; 2 wrong input or something to put right; 130 interrupted; 70 a bug."
    })
final class HalfspeedCommand implements Runnable {
  @Mixin GlobalOptions options = new GlobalOptions();

  @Mixin JsonOption json = new JsonOption();

  @picocli.CommandLine.Spec
  picocli.CommandLine.Model.CommandSpec command = picocli.CommandLine.Model.CommandSpec.create();

  @Override
  public void run() {
    throw new picocli.CommandLine.ParameterException(
        command.commandLine(), "Say what to do: " + "bisect, status, doctor, ...");
  }
}
