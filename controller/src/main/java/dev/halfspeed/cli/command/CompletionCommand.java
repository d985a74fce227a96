package dev.halfspeed.cli.command;

import dev.halfspeed.cli.session.Invocation;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes halfspeed's commands and options. */
@Command(
    name = "completion",
    description = "Print the completion for a shell. Use: source <(halfspeed completion bash)")
final class CompletionCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  ShellName shell = ShellName.bash;

  @Spec CommandSpec command = CommandSpec.create();

  /** A shell, spelt as on the command line. */
  enum ShellName {
    bash,
    zsh
  }

  CompletionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("halfspeed", command.root().commandLine());
    // The script turns on zsh's emulation of bash completion by itself; it needs compinit before.
    invocation.say(
        switch (shell) {
          case bash -> script;
          case zsh -> "autoload -Uz compinit && compinit\n" + script;
        });
    return 0;
  }
}
