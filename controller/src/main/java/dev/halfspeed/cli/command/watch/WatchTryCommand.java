package dev.halfspeed.cli.command.watch;

import dev.halfspeed.cli.client.ApiClient;
import dev.halfspeed.cli.option.Bounds;
import dev.halfspeed.cli.option.JsonOption;
import dev.halfspeed.cli.session.Invocation;
import dev.halfspeed.cli.terminal.Text;
import dev.halfspeed.detection.Better;
import dev.halfspeed.detection.DetectionSettings;
import dev.halfspeed.detection.Series;
import dev.halfspeed.detection.SeriesPoint;
import dev.halfspeed.detection.replay.Replay;
import dev.halfspeed.detection.replay.ReplayReport;
import dev.halfspeed.detection.replay.SeriesCsv;
import dev.halfspeed.files.NamedFile;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.watch.WatchValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays detection over series that exist already. */
@Command(
    name = "try",
    description = {
      "Play detection over the series of a watch, or over those in a file: what would have been"
          + " found and bisected, and the cost.",
      "Nothing is measured; for a file no controller is needed."
    },
    footer = {
      "",
      "FILE.csv is a file that is there, or whatever ends in .csv or has a slash.",
      "The first line of FILE names its columns; docs/watch.md says what they mean:",
      "  series,label,time,value,boots                     the metric as measured",
      "  series,label,time,ratio,variance,boots,reference  logarithms, against a reference",
      "Only value or ratio must be there. Several series may be in one file."
    })
public final class WatchTryCommand implements Callable<Integer> {
  /** A line of a point has some 100 bytes. */
  private static final long MOST_BYTES = 256L << 20;

  private static final double PERCENT = 100;
  private static final int SHOWN = 60;

  private final Invocation invocation;

  @Parameters(
      paramLabel = "WATCH|FILE.csv",
      description = "The watch whose series are meant, or series as comma-separated values.")
  String source = "";

  @Option(
      names = "--better",
      paramLabel = "HIGHER|LOWER",
      description = "Which values of a file are better (default: HIGHER); a watch knows.")
  @Nullable Better better;

  @Option(
      names = "--false-alarms",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "False alarms in 1,000 points of a series that does not change (default:"
              + " ${DEFAULT-VALUE}).")
  @Bounds(least = 0.01, most = 50)
  double falseAlarms = 1;

  @Option(
      names = "--false-discoveries",
      defaultValue = "0.1",
      paramLabel = "0-1",
      description =
          "The share of alarms that may be false over all series (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 1, between = true)
  double falseDiscoveries = 0.1;

  @Option(
      names = "--smallest",
      defaultValue = "0.3",
      paramLabel = "PERCENT",
      description = "The smallest change that matters, in per cent (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 0, most = 99)
  double smallest = 0.3;

  @Option(
      names = "--points-before",
      defaultValue = "8",
      paramLabel = "N",
      description = "Points before anything can be found (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 4, most = 1000)
  int pointsBefore = 8;

  @Option(
      names = "--longest-interval",
      defaultValue = "30",
      paramLabel = "N",
      description =
          "A change that goes back within so many points is one temporary change (default:"
              + " ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 100_000)
  int longestInterval = 30;

  @Option(
      names = "--commits",
      defaultValue = "1000",
      paramLabel = "N",
      description =
          "Commits between two points, for the cost of a bisection (default: ${DEFAULT-VALUE}).")
  @Bounds(least = 1, most = 1_000_000)
  int commits = 1000;

  @Mixin JsonOption json = new JsonOption();

  public WatchTryCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws Problem {
    Path path = invocation.shell().resolve(source);
    boolean isFile = source.contains("/") || source.endsWith(".csv") || Files.isRegularFile(path);
    if (!isFile) {
      return invocation.ask(api -> say(stored(api)));
    }
    List<Series> series =
        SeriesCsv.read(
            NamedFile.text(path, "series", MOST_BYTES),
            path.toString(),
            Objects.requireNonNullElse(better, Better.HIGHER));
    return say(replay().of(series));
  }

  /** What a watch has measured. */
  private ReplayReport stored(ApiClient api) throws Problem {
    if (better != null) {
      throw new Problem(
          "--better is for series in a file; the metrics of watch "
              + Text.fit(source, SHOWN)
              + " say themselves which values are better.",
          "Leave --better out.");
    }
    List<WatchValues> stored = api.forWatches().watchValues(source);
    if (stored.isEmpty()) {
      throw new Problem(
          "Watch " + Text.fit(source, SHOWN) + " has no values yet.",
          "See how far it is: halfspeed watch show " + source);
    }
    return replay()
        .of(
            stored.stream().map(WatchTryCommand::series).toList(),
            stored.stream()
                .map(one -> one.values().stream().map(WatchValues.Value::round).toList())
                .toList());
  }

  private static Series series(WatchValues stored) {
    return new Series(
        "%s of %s, %s, %s"
            .formatted(stored.metric(), stored.recipe(), stored.line(), stored.machineClass()),
        stored.higherIsBetter() ? Better.HIGHER : Better.LOWER,
        stored.values().stream().map(value -> point(stored.line(), value)).toList());
  }

  /** A branch's points all have its name: their commits tell them apart. */
  private static SeriesPoint point(String line, WatchValues.Value value) {
    Double reference = value.reference();
    return new SeriesPoint(
        value.name().equals(line) ? Words.shortId(value.commit()) : value.name(),
        Optional.of(value.at()),
        value.ratio(),
        OptionalDouble.of(value.variance()),
        value.boots(),
        reference == null ? OptionalDouble.empty() : OptionalDouble.of(reference));
  }

  private Replay replay() {
    var settings =
        new DetectionSettings(
            falseAlarms / 1000,
            falseDiscoveries,
            smallest / PERCENT,
            pointsBefore,
            longestInterval);
    return new Replay(settings, commits);
  }

  private int say(ReplayReport report) {
    if (json.wanted()) {
      invocation.say(ApiClient.json(report));
    } else {
      lines(report).forEach(invocation::say);
    }
    return 0;
  }

  private static List<String> lines(ReplayReport report) {
    var lines = new ArrayList<String>();
    for (ReplayReport.OfSeries series : report.series()) {
      lines.add(series.name() + ": " + count(series.points(), "point") + ", " + verdict(series));
      var rows = new ArrayList<List<String>>();
      series.changes().forEach(found -> rows.add(row("", found)));
      series.machineChanges().forEach(found -> rows.add(row("the machine's ", found)));
      Text.table(rows).forEach(line -> lines.add("  " + line));
    }
    lines.add("");
    lines.add(
        "%s in %s: %.2f in 1,000 points."
            .formatted(
                count(report.alarms(), "alarm"),
                count(report.points(), "point"),
                report.alarmsPerThousandPoints()));
    lines.add(
        "Boots: %,d for the points; at least %,d to confirm and to bisect the losses."
            .formatted(report.bootsOfPoints(), report.bootsAfterAlarms()));
    return lines;
  }

  private static String verdict(ReplayReport.OfSeries series) {
    Double resolvable = series.resolvable();
    return switch (series.verdict()) {
      case "too-early" -> "too early to say: " + count(series.pointsToGo(), "point") + " to go";
      case "suspected" ->
          "a change is suspected: " + count(series.pointsToGo(), "point") + " to go";
      case "steady" ->
          "steady now; a change of %.2f %% would be found within 5 points"
              .formatted(PERCENT * (resolvable == null ? Double.NaN : resolvable));
      default -> "changed just now";
    };
  }

  private static List<String> row(String whose, ReplayReport.Found found) {
    String size =
        "%+.2f %% (%+.2f to %+.2f)"
            .formatted(PERCENT * found.change(), PERCENT * found.low(), PERCENT * found.high());
    String what =
        whose
            + found.kind()
            + (found.kind().equals("level") ? found.loss() ? ", loss" : ", gain" : "");
    ReplayReport.Bisection bisection = found.bisection();
    String then =
        bisection != null
            ? "bisect %s..%s: %d boots to confirm, at least %d to bisect"
                .formatted(
                    bisection.good(),
                    bisection.bad(),
                    bisection.confirmationBoots(),
                    bisection.bootsAtLeast())
            : found.machine() ? "the machine changed there" : "";
    return List.of(
        "from " + found.label(),
        what,
        size,
        "seen after " + count(found.foundAt() - found.position() + 1, "point"),
        found.until() == null ? "" : "back after " + (found.until() - found.position()),
        then);
  }

  private static String count(int number, String what) {
    return "%,d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }
}
