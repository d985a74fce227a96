package dev.halfspeed.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a command answers for programs. Understood before and after the command's name. */
final class JsonOption {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command = CommandSpec.create();

  @Option(names = "--json", description = "Answer as JSON.")
  boolean here;

  /** Whether JSON was asked for. */
  boolean wanted() {
    return here || atTheTop(command);
  }

  /** Whether JSON was asked for before the command's name. */
  static boolean atTheTop(CommandSpec command) {
    return command.root().userObject() instanceof HalfspeedCommand top && top.json.here;
  }
}
