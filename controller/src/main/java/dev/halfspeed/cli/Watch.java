package dev.halfspeed.cli;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.Printable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watching one bisection: its progress, its conclusion, its JSON, and what Ctrl-C means meanwhile.
 */
final class Watch {
  private static final int SOMETHING_TO_PUT_RIGHT = 2;
  private static final Duration BETWEEN_WAITING_LINES = Duration.ofMinutes(1);

  private final Session session;
  private final Connection connection;
  private final @Nullable String json;
  private final PrintStream out;
  private final Display display;
  private final AtomicReference<@Nullable String> id = new AtomicReference<>();
  private @Nullable Instant saidWaiting;

  /**
   * Prepares the display. With JSON on standard output, progress goes to standard error.
   *
   * @param json where the bisection is written at the end; absent: nowhere
   */
  Watch(Session session, Connection connection, @Nullable String json) {
    this.session = session;
    this.connection = connection;
    this.json = json;
    Shell shell = session.shell();
    boolean answerIsJson = "-".equals(json);
    out = answerIsJson ? shell.err() : shell.out();
    boolean dumb = shell.environment().getOrDefault("TERM", "dumb").equals("dumb");
    if (answerIsJson || dumb || shell.tty().size().isEmpty()) {
      display = new PlainDisplay(out, shell.clock());
    } else {
      boolean blocks = out.charset().equals(StandardCharsets.UTF_8);
      display = new LiveDisplay(out, shell.tty(), shell.clock(), session.color(), blocks);
    }
  }

  /**
   * From now on Ctrl-C ends the command as it should.
   *
   * @param again what goes on with a bisection that was stopped with this process
   */
  void stopOnInterrupt(String again) {
    session.interruption().on(() -> interrupted(again));
  }

  /** Says what the seconds before the first news are spent on. */
  void checking() {
    out.println("Checking the request and the machines...");
    out.flush();
  }

  /** Says what the bisection can't begin for; once a while. */
  void waiting(Problem why) {
    Instant now = session.shell().clock().instant();
    Instant said = saidWaiting;
    if (said == null || Duration.between(said, now).compareTo(BETWEEN_WAITING_LINES) >= 0) {
      saidWaiting = now;
      out.println(Printable.line("Waiting: " + why.what()));
      if (said == null) {
        out.println(Printable.line("  -> " + why.nextStep()));
      }
      out.flush();
    }
  }

  /** Says how a browser gets to see a bisection. */
  void link(String bisection) throws Problem {
    out.println(
        "Open in a browser: "
            + connection.api().link("/bisections/" + bisection)
            + " (works once; another: halfspeed page)");
    out.flush();
  }

  /** Follows to the end; the exit code. */
  int toTheEnd(String bisection) throws Problem {
    id.set(bisection);
    BisectionView end =
        new Follower(connection.api(), bisection, display, session.interruption()).follow();
    session.interruption().yieldToEnd();
    int columns = session.shell().tty().size().map(Tty.Size::columns).orElse(100);
    out.println();
    ConclusionText.lines(end, Math.min(columns, 110))
        .forEach(line -> out.println(Printable.line(line)));
    out.flush();
    if (json != null) {
      write(connection.api().bisectionJson(bisection));
    }
    BisectionView.Ending ending = end.ending();
    if (end.state() == BisectionView.State.FAILED) {
      return SOMETHING_TO_PUT_RIGHT;
    }
    return ending != null && ending.kind().equals("culprit") ? 0 : 1;
  }

  /** Says what was started. */
  void detached(String bisection) throws Problem {
    id.set(bisection);
    if ("-".equals(json)) {
      session.say(ApiClient.json(Map.of("id", bisection)));
    } else {
      session.say("Bisection " + bisection + " runs at " + connection.api().address() + ".");
      session.say("Follow it with: halfspeed status --follow " + bisection);
    }
  }

  private void interrupted(String again) {
    display.finish();
    String bisection = id.get();
    if (connection.inProcess()) {
      out.println("Stopping...");
      out.flush();
      connection.close();
      if (bisection == null) {
        out.println("Stopped before the bisection began.");
        return;
      }
      out.println(
          "Stopped: guest and build ended, what was measured is kept. To go on: "
              + again
              + ", or halfspeed serve");
    } else if (bisection != null) {
      out.println("The bisection goes on; follow it with: halfspeed status --follow " + bisection);
    }
    out.flush();
  }

  private void write(String text) throws Problem {
    if ("-".equals(json)) {
      session.say(text);
      return;
    }
    Path file = session.shell().resolve(String.valueOf(json));
    OutputFile.write(file, text + "\n");
  }
}
