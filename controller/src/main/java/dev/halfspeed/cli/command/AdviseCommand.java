package dev.halfspeed.cli.command;

import dev.halfspeed.advise.Conversation;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.problem.Problem;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The search for labs of others, over standard input and output. */
@Command(
    name = "advise",
    description = {
      "Advise a lab of your own: reads JSON lines, answers each with one line, until the end of"
          + " its input.",
      "Open a session with commits and machines, say which machine is idle and what came of the"
          + " work; the answers say what to build and boot, and at last which commit it was."
    },
    footer = {
      "",
      "Messages, and a whole bisection of a flaky test in 40 lines of Python: docs/advise.md"
    })
final class AdviseCommand implements Callable<Integer> {
  private final Invocation invocation;

  AdviseCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    Shell shell = invocation.shell();
    try {
      new Conversation(
              shell.in(),
              shell.out(),
              bug -> {
                if (invocation.debug()) {
                  bug.printStackTrace(shell.err());
                }
              })
          .run();
      return 0;
    } catch (IOException e) {
      throw new Problem(
          "The lines can't be read: " + e.getMessage(),
          "Start it with its standard input and output connected to your program.",
          e);
    }
  }
}
