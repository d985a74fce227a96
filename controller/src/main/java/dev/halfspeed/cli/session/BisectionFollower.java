package dev.halfspeed.cli.session;

import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.client.Follower;
import dev.halfspeed.cli.client.Shell;
import dev.halfspeed.cli.terminal.ConclusionText;
import dev.halfspeed.cli.terminal.Display;
import dev.halfspeed.cli.terminal.ExitCode;
import dev.halfspeed.cli.terminal.LiveDisplay;
import dev.halfspeed.cli.terminal.PlainDisplay;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Watching one bisection: its progress, its conclusion, its JSON. */
public final class BisectionFollower {
  private final Invocation invocation;
  private final Connection connection;
  private final Foreground foreground;
  private final Display display;

  /**
   * Prepares the display. With JSON on standard output, progress goes to standard error.
   *
   * @param json where the bisection is written at the end; absent: nowhere
   */
  public BisectionFollower(Invocation invocation, Connection connection, @Nullable String json) {
    this.invocation = invocation;
    this.connection = connection;
    foreground = new Foreground(invocation, connection, "bisection", json);
    Shell shell = invocation.shell();
    boolean dumb = shell.environment().getOrDefault("TERM", "dumb").equals("dumb");
    if (foreground.answersJson() || dumb || shell.tty().size().isEmpty()) {
      display = new PlainDisplay(foreground.out(), shell.clock());
    } else {
      boolean blocks = foreground.out().charset().equals(StandardCharsets.UTF_8);
      display =
          new LiveDisplay(foreground.out(), shell.tty(), shell.clock(), invocation.color(), blocks);
    }
  }

  /** What is around the progress. */
  public Foreground foreground() {
    return foreground;
  }

  /**
   * From now on Ctrl-C ends the command as it should.
   *
   * @param again what goes on with a bisection that was stopped with this process
   */
  public void stopOnInterrupt(String again) {
    foreground.stopOnInterrupt(again, display::finish);
  }

  /** Says how a browser gets to see a bisection. */
  public void link(String bisection) throws Problem {
    foreground.say(
        "Open in a browser: "
            + connection.api().forAccess().link("/bisections/" + bisection)
            + " (works once; another: halfspeed page)");
  }

  /** Follows to the end; the exit code. */
  public int toTheEnd(String bisection) throws Problem {
    foreground.runs(bisection);
    BisectionView end =
        new Follower(connection.api(), bisection, display, invocation.interruption()).follow();
    invocation.interruption().yieldToEnd();
    int columns = invocation.shell().tty().size().map(Tty.Size::columns).orElse(100);
    foreground.say("");
    ConclusionText.lines(end, Math.min(columns, 110)).forEach(foreground::say);
    if (foreground.wantsJson()) {
      foreground.write(connection.api().bisectionJson(bisection));
    }
    BisectionView.Ending ending = end.ending();
    if (end.state() == BisectionView.State.FAILED) {
      return ExitCode.PROBLEM;
    }
    return ending != null && ending.kind().equals("culprit") ? 0 : 1;
  }
}
