package dev.halfspeed.cli;

import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionSummary;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where a bisection stands. */
@Command(name = "status", description = "Show where a bisection stands, or follow it to its end.")
final class StatusCommand implements Callable<Integer> {
  private static final int SHOWN_SAMPLES = 10;

  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The bisection, or the beginning of its id (default: the newest).")
  @Nullable String id;

  @Option(names = "--all", description = "List all bisections.")
  boolean all;

  @Option(names = "--follow", description = "Follow it; exit code as with bisect.")
  boolean follow;

  @Mixin JsonOption json = new JsonOption();

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Problem {
    if (all && (follow || id != null)) {
      throw WrongArguments.together("--all", follow ? "--follow" : "ID");
    }
    if (follow) {
      try (Connection connection = session.connect(true)) {
        Watch watch = new Watch(session, connection, json.wanted() ? "-" : null);
        watch.stopOnInterrupt("halfspeed status --follow");
        return watch.toTheEnd(connection.api().resolve(id));
      }
    }
    return session.ask(api -> all ? list(api) : one(api));
  }

  private int list(ApiClient api) throws Problem {
    List<BisectionSummary> bisections = api.bisections();
    if (json.wanted()) {
      session.say(ApiClient.json(bisections));
      return 0;
    }
    if (bisections.isEmpty()) {
      session.say("No bisection yet. Start one with: halfspeed bisect --good REVISION");
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "STATE", "STARTED", "RANGE", "LEFT", "RECIPE", "CONCLUSION"));
    for (BisectionSummary bisection : bisections) {
      String conclusion = bisection.conclusion();
      rows.add(
          List.of(
              bisection.id(),
              bisection.state().name().toLowerCase(Locale.ROOT),
              ago(bisection.createdAt()),
              Words.shortId(bisection.good()) + ".." + Words.shortId(bisection.bad()),
              Integer.toString(bisection.remaining()),
              bisection.recipe(),
              conclusion == null ? bisection.phase() : Text.fit(conclusion, 60)));
    }
    Text.table(rows).forEach(session::say);
    return 0;
  }

  private int one(ApiClient api) throws Problem {
    String bisection = api.resolve(id);
    if (json.wanted()) {
      session.say(api.bisectionJson(bisection));
      return 0;
    }
    BisectionView view = api.bisection(bisection);
    Instant now = session.shell().clock().instant();
    session.say(
        "Bisection "
            + view.id()
            + ", "
            + view.state().name().toLowerCase(Locale.ROOT)
            + ", started "
            + ago(view.createdAt()));
    session.say("  repository  " + view.request().repository());
    session.say("  good        " + Text.commit(view.request().good()));
    session.say("  bad         " + Text.commit(view.request().bad()));
    session.say("  recipe      " + view.request().recipe() + ", metric " + view.request().metric());
    List<BisectionView.Sample> samples = view.samples();
    int from = Math.max(0, samples.size() - SHOWN_SAMPLES);
    session.say(
        from == 0
            ? "  samples     " + samples.size()
            : "  samples     " + samples.size() + ", the last " + SHOWN_SAMPLES + ":");
    for (BisectionView.Sample sample : samples.subList(from, samples.size())) {
      session.say("    " + Narrator.sample(sample, view.request()));
    }
    for (BisectionView.Difference difference : view.differences()) {
      session.say("  differs     " + Words.difference(difference));
    }
    if (view.state() == BisectionView.State.RUNNING) {
      ProgressBlock.lines(view, now, new Tty.Size(100, 40), false)
          .forEach(line -> session.say(line.text()));
    } else {
      ConclusionText.lines(view, 100).forEach(session::say);
    }
    return 0;
  }

  private String ago(Instant at) {
    return Words.between(at, session.shell().clock().instant()) + " ago";
  }
}
