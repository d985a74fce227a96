package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.option.WrongArguments;
import dev.halfspeed.problem.Problem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Watches: new kernels are measured by themselves. */
@Command(
    name = "watch",
    description = "Have new kernels of a repository measured by themselves, as they come.")
public final class WatchCommand implements Callable<Integer> {
  @Spec CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws Problem {
    throw WrongArguments.unfinished(command);
  }
}
