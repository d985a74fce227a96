package dev.halfspeed.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a command answers for programs. Understood before and after the command's name. */
public final class JsonOption {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command = CommandSpec.create();

  @Option(names = "--json", description = "Answer as JSON.")
  boolean here;

  /** Whether JSON was asked for. */
  public boolean wanted() {
    return here || atTheTop(command);
  }

  /** Whether JSON was asked for before the command's name. */
  static boolean atTheTop(CommandSpec command) {
    return command.root().mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof JsonOption top && top.here);
  }
}
