package dev.halfspeed.cli.option;

import dev.halfspeed.problem.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a command that starts something and stays with it. */
public final class FollowOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command = CommandSpec.create();

  @Option(names = "--follow", description = "Follow it to its end (the default).")
  boolean follow;

  @Option(names = "--detach", description = "Only start it; needs a controller that runs already.")
  public boolean detach;

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = "-",
      paramLabel = "FILE|-",
      description = "Write it with its conclusion there at the end; - is standard output.")
  @Nullable String json;

  @Option(
      names = "--take-over",
      description =
          "Take machines from other controllers that work on them; without it, wait for them.")
  public boolean takeOver;

  /** Where JSON is wanted; absent: nowhere. */
  public @Nullable String json() {
    return json == null && JsonOption.atTheTop(command) ? "-" : json;
  }

  /** Checks the options against each other, before anything is asked of a controller. */
  public void check() throws Problem {
    if (follow && detach) {
      throw WrongArguments.together("--follow", "--detach");
    }
  }
}
