package dev.halfspeed.cli.session;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.client.Connection;
import dev.halfspeed.cli.terminal.ComparisonNarrator;
import dev.halfspeed.cli.terminal.ComparisonResult;
import dev.halfspeed.cli.terminal.ConfigBisectionLines;
import dev.halfspeed.cli.terminal.Tty;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watching one comparison or config bisection: its progress, its result, its JSON. It asks for the
 * whole picture once a second.
 *
 * @param <V> the picture
 */
public final class PollingFollower<V> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final int USUAL_COLUMNS = 100;
  private static final int MOST_COLUMNS = 110;

  private final Invocation invocation;
  private final Connection connection;
  private final Kind<V> kind;
  private final Foreground foreground;

  /** What is known of a kind of campaign. */
  private interface Kind<V> {
    /** As it is called in sentences. */
    String name();

    V look(ApiClient api, String id) throws Problem;

    String json(ApiClient api, String id) throws Problem;

    BisectionView.State state(V view);

    /** What is new. */
    List<String> tell(V view, Instant now);

    /** How it ended. */
    List<String> end(V view, int columns);

    int code(V view);
  }

  private PollingFollower(
      Invocation invocation, Connection connection, @Nullable String json, Kind<V> kind) {
    this.invocation = invocation;
    this.connection = connection;
    this.kind = kind;
    foreground = new Foreground(invocation, connection, kind.name(), json);
  }

  /**
   * Prepares to watch a comparison. With JSON on standard output, progress goes to standard error.
   *
   * @param json where the comparison is written at the end; absent: nowhere
   */
  public static PollingFollower<ComparisonView> ofComparison(
      Invocation invocation, Connection connection, @Nullable String json) {
    return new PollingFollower<>(invocation, connection, json, new Comparison());
  }

  /**
   * Prepares to watch a config bisection. With JSON on standard output, progress goes to standard
   * error.
   *
   * @param json where the campaign is written at the end; absent: nowhere
   */
  public static PollingFollower<ConfigBisectionView> ofConfigBisection(
      Invocation invocation, Connection connection, @Nullable String json) {
    return new PollingFollower<>(invocation, connection, json, new ConfigBisection());
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
  public int toTheEnd(String id) throws Problem {
    foreground.runs(id);
    V end = follow(id);
    invocation.interruption().yieldToEnd();
    int columns = invocation.shell().tty().size().map(Tty.Size::columns).orElse(USUAL_COLUMNS);
    foreground.say("");
    kind.end(end, Math.min(columns, MOST_COLUMNS)).forEach(foreground::say);
    if (foreground.wantsJson()) {
      foreground.write(kind.json(connection.api(), id));
    }
    return kind.code(end);
  }

  private V follow(String id) throws Problem {
    while (true) {
      V view = look(id);
      kind.tell(view, invocation.shell().clock().instant()).forEach(foreground::say);
      if (kind.state(view) != BisectionView.State.RUNNING) {
        return view;
      }
      invocation.interruption().pause(BETWEEN_LOOKS.toMillis());
      invocation.interruption().yieldToEnd();
    }
  }

  /** How it stands; a controller that does not answer is asked again for a while. */
  private V look(String id) throws Problem {
    return PatientLook.at(invocation, foreground::say, () -> kind.look(connection.api(), id));
  }

  private static final class Comparison implements Kind<ComparisonView> {
    private final ComparisonNarrator narrator = new ComparisonNarrator();

    @Override
    public String name() {
      return "comparison";
    }

    @Override
    public ComparisonView look(ApiClient api, String id) throws Problem {
      return api.comparison(id);
    }

    @Override
    public String json(ApiClient api, String id) throws Problem {
      return api.comparisonJson(id);
    }

    @Override
    public BisectionView.State state(ComparisonView view) {
      return view.state();
    }

    @Override
    public List<String> tell(ComparisonView view, Instant now) {
      return narrator.tell(view, now);
    }

    @Override
    public List<String> end(ComparisonView view, int columns) {
      return ComparisonResult.lines(view, columns);
    }

    @Override
    public int code(ComparisonView view) {
      return ComparisonResult.code(view);
    }
  }

  private static final class ConfigBisection implements Kind<ConfigBisectionView> {
    private final ConfigBisectionLines lines = new ConfigBisectionLines();

    @Override
    public String name() {
      return "config bisection";
    }

    @Override
    public ConfigBisectionView look(ApiClient api, String id) throws Problem {
      return api.configBisection(id);
    }

    @Override
    public String json(ApiClient api, String id) throws Problem {
      return api.configBisectionJson(id);
    }

    @Override
    public BisectionView.State state(ConfigBisectionView view) {
      return view.state();
    }

    @Override
    public List<String> tell(ConfigBisectionView view, Instant now) {
      return lines.tell(view, now);
    }

    @Override
    public List<String> end(ConfigBisectionView view, int columns) {
      return ConfigBisectionLines.end(view, columns);
    }

    @Override
    public int code(ConfigBisectionView view) {
      return ConfigBisectionLines.code(view);
    }
  }
}
