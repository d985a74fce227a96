package dev.halfspeed.cli.session;

import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.terminal.ComparisonNarrator;
import dev.halfspeed.cli.terminal.ComparisonResult;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Watching one comparison: its progress, its result, its JSON. */
public final class ComparisonFollower {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);

  /** For a minute, as a bisection's follower. */
  private static final int TRIES = 30;

  private final Invocation session;
  private final Connection connection;
  private final Foreground foreground;

  /**
   * Prepares to watch. With JSON on standard output, progress goes to standard error.
   *
   * @param json where the comparison is written at the end; absent: nowhere
   */
  public ComparisonFollower(Invocation session, Connection connection, @Nullable String json) {
    this.session = session;
    this.connection = connection;
    foreground = new Foreground(session, connection, "comparison", json);
  }

  /** What is around the progress. */
  public Foreground foreground() {
    return foreground;
  }

  /** From now on Ctrl-C ends the command as it should; see {@link Foreground}. */
  public void stopOnInterrupt(String again) {
    foreground.stopOnInterrupt(again, () -> {});
  }

  /** Follows to the end; the exit code. */
  public int toTheEnd(String comparison) throws Problem {
    foreground.runs(comparison);
    ComparisonView end = follow(comparison);
    session.interruption().yieldToEnd();
    int columns = session.shell().tty().size().map(Tty.Size::columns).orElse(100);
    foreground.say("");
    ComparisonResult.lines(end, Math.min(columns, 110)).forEach(foreground::say);
    if (foreground.wantsJson()) {
      foreground.write(connection.api().comparisonJson(comparison));
    }
    return ComparisonResult.code(end);
  }

  private ComparisonView follow(String comparison) throws Problem {
    var narrator = new ComparisonNarrator();
    while (true) {
      ComparisonView view = look(comparison);
      narrator.tell(view, session.shell().clock().instant()).forEach(foreground::say);
      if (view.state() != BisectionView.State.RUNNING) {
        return view;
      }
      session.interruption().pause(BETWEEN_LOOKS.toMillis());
      session.interruption().yieldToEnd();
    }
  }

  /** How it stands; a controller that does not answer is asked again for a while. */
  private ComparisonView look(String comparison) throws Problem {
    for (int attempt = 1; ; attempt++) {
      try {
        return connection.api().comparison(comparison);
      } catch (Problem problem) {
        session.interruption().yieldToEnd();
        if (!(problem.getCause() instanceof IOException) || attempt == TRIES) {
          throw problem;
        }
        if (attempt == 2) {
          foreground.say("The connection to the controller was lost; trying again for a minute.");
        }
        session.interruption().pause(BETWEEN_TRIES.toMillis());
      }
    }
  }
}
