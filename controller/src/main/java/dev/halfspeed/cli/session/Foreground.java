package dev.halfspeed.cli.session;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.terminal.OutputFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Printable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A command that stays with a campaign until its end: what it prints around the progress, where its
 * JSON goes, and what Ctrl-C means meanwhile.
 */
public final class Foreground {
  /** A machine that another controller works on is asked for again. */
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(15);

  private static final Duration BETWEEN_WAITING_LINES = Duration.ofMinutes(1);

  private final Invocation invocation;
  private final Connection connection;
  private final String kind;
  private final @Nullable String json;
  private final PrintStream out;
  private final AtomicReference<@Nullable String> id = new AtomicReference<>();
  private @Nullable Instant saidWaiting;

  /**
   * With JSON on standard output, all else goes to standard error.
   *
   * @param kind of the campaign, in a sentence: bisection, comparison or config bisection
   * @param json where its JSON is written at the end; absent: nowhere
   */
  Foreground(Invocation invocation, Connection connection, String kind, @Nullable String json) {
    this.invocation = invocation;
    this.connection = connection;
    this.kind = kind;
    this.json = json;
    out = answersJson() ? invocation.shell().err() : invocation.shell().out();
  }

  /** Whether standard output is JSON. */
  boolean answersJson() {
    return "-".equals(json);
  }

  /** Where progress is printed. */
  PrintStream out() {
    return out;
  }

  /** Prints a line there at once. */
  void say(String line) {
    out.println(Printable.line(line));
    out.flush();
  }

  /** Asks for the start of something. */
  @FunctionalInterface
  public interface Request {
    ApiClient.Submission submit() throws Problem;
  }

  /** Starts it as soon as no other controller works on its machines; its id. */
  public String start(Request request) throws Problem {
    say("Checking the request and the machines...");
    while (true) {
      switch (request.submit()) {
        case ApiClient.Submission.Started(String started) -> {
          return started;
        }
        case ApiClient.Submission.MustWait(Problem why) -> {
          waiting(why);
          invocation.interruption().pause(BETWEEN_TRIES.toMillis());
          invocation.interruption().yieldToEnd();
        }
      }
    }
  }

  /** Says what it can't begin for; once a while. */
  private void waiting(Problem why) {
    Instant now = invocation.shell().clock().instant();
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

  /** It runs, by that id. */
  void runs(String started) {
    id.set(started);
  }

  /** Says what was started. */
  public void detached(String started) {
    runs(started);
    if (answersJson()) {
      invocation.say(ApiClient.json(Map.of("id", started)));
    } else {
      String name = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
      invocation.say(name + " " + started + " runs at " + connection.api().address() + ".");
      invocation.say("Follow it with: halfspeed status --follow " + started);
    }
  }

  /**
   * From now on Ctrl-C ends the command as it should.
   *
   * @param again what goes on with something that was stopped with this process
   * @param first leaves the screen in order
   */
  void stopOnInterrupt(String again, Runnable first) {
    invocation
        .interruption()
        .on(() -> {
          first.run();
          interrupted(again);
        });
  }

  private void interrupted(String again) {
    String started = id.get();
    if (connection.inProcess()) {
      say("Stopping...");
      connection.close();
      say(
          started == null
              ? "Stopped before the " + kind + " began."
              : "Stopped: guest and build ended, what was measured is kept. To go on: "
                  + again
                  + ", or halfspeed serve");
    } else if (started != null) {
      say("The " + kind + " goes on; follow it with: halfspeed status --follow " + started);
    }
  }

  /** Whether JSON is wanted anywhere. */
  boolean wantsJson() {
    return json != null;
  }

  /** Writes the JSON where it is wanted. */
  void write(String text) throws Problem {
    if (answersJson()) {
      invocation.say(text);
      return;
    }
    Path file = invocation.shell().resolve(String.valueOf(json));
    OutputFile.write(file, text + "\n");
  }
}
