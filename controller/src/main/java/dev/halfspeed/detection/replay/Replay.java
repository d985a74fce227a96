package dev.halfspeed.detection.replay;

import dev.halfspeed.detection.Change;
import dev.halfspeed.detection.ChangeKind;
import dev.halfspeed.detection.DetectionSettings;
import dev.halfspeed.detection.Detector;
import dev.halfspeed.detection.Series;
import dev.halfspeed.detection.SeriesFindings;
import dev.halfspeed.detection.SeriesPoint;
import dev.halfspeed.detection.SeriesVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Plays settings over series, and reckons what it would have cost. */
public final class Replay {
  private static final double BY_MEDIAN = 0.674_5;
  private static final int USUAL_BOOTS = 4;

  private final DetectionSettings settings;
  private final int commits;

  /**
   * A replay.
   *
   * @param commits between two points of a series
   */
  public Replay(DetectionSettings settings, int commits) {
    this.settings = settings;
    this.commits = commits;
  }

  /** Plays over series that belong together: their first points are one round, and so on. */
  public ReplayReport of(List<Series> series) {
    return report(series, new Detector(settings).detect(series));
  }

  /**
   * Plays over series whose points came in rounds.
   *
   * @param rounds as {@link Detector#detect(List, List)} takes them
   */
  public ReplayReport of(List<Series> series, List<List<Integer>> rounds) {
    return report(series, new Detector(settings).detect(series, rounds));
  }

  private ReplayReport report(List<Series> series, List<SeriesFindings> findings) {
    var reports = new ArrayList<ReplayReport.OfSeries>();
    int points = 0;
    int alarms = 0;
    long boots = 0;
    long after = 0;
    for (int index = 0; index < series.size(); index++) {
      Series one = series.get(index);
      ReplayReport.OfSeries report = report(one, findings.get(index));
      reports.add(report);
      points += one.points().size();
      alarms += findings.get(index).alarms().size();
      boots += one.points().stream().mapToLong(SeriesPoint::boots).sum();
      for (ReplayReport.Found found : report.changes()) {
        if (found.bisection() != null) {
          after += found.bisection().confirmationBoots() + found.bisection().bootsAtLeast();
        }
      }
    }
    return new ReplayReport(
        reports, points, alarms, points == 0 ? 0 : 1000.0 * alarms / points, boots, after);
  }

  private ReplayReport.OfSeries report(Series series, SeriesFindings findings) {
    double deviation = deviationOfBoots(series);
    Double resolvable =
        findings.verdict() instanceof SeriesVerdict.Steady steady
            ? Math.expm1(steady.resolvable())
            : null;
    return new ReplayReport.OfSeries(
        series.name(),
        series.points().size(),
        findings.changes().stream().map(change -> found(series, change, deviation)).toList(),
        findings.changesOfReference().stream()
            .map(change -> found(series, change, Double.NaN))
            .toList(),
        word(findings.verdict()),
        pointsToGo(findings.verdict()),
        resolvable);
  }

  private static String word(SeriesVerdict verdict) {
    return switch (verdict) {
      case SeriesVerdict.TooEarly _ -> "too-early";
      case SeriesVerdict.Steady _ -> "steady";
      case SeriesVerdict.Suspected _ -> "suspected";
      case SeriesVerdict.Changed _ -> "changed";
    };
  }

  private static int pointsToGo(SeriesVerdict verdict) {
    return switch (verdict) {
      case SeriesVerdict.TooEarly early -> early.pointsToGo();
      case SeriesVerdict.Suspected suspected -> suspected.pointsToGo();
      case SeriesVerdict.Steady _, SeriesVerdict.Changed _ -> 0;
    };
  }

  private ReplayReport.Found found(Series series, Change change, double deviation) {
    boolean isTail = change.kind() == ChangeKind.TAIL;
    return new ReplayReport.Found(
        change.kind().name().toLowerCase(Locale.ROOT),
        change.position(),
        series.points().get(change.position()).label(),
        change.foundAt(),
        isTail ? change.size().estimate() : change.size().part(),
        isTail ? change.size().low() : Math.expm1(change.size().low()),
        isTail ? change.size().high() : Math.expm1(change.size().high()),
        change.pValue(),
        change.isLoss(),
        change.isOfTheMachine(),
        change.until().isPresent() ? change.until().getAsInt() : null,
        bisection(series, change, deviation));
  }

  /** Losses of the level that no machine explains are bisected. */
  private ReplayReport.@Nullable Bisection bisection(
      Series series, Change change, double deviation) {
    boolean isBisected =
        change.kind() == ChangeKind.LEVEL
            && change.isLoss()
            && !change.isOfTheMachine()
            && deviation > 0;
    if (!isBisected) {
      return null;
    }
    Change.Range range = change.range();
    return new ReplayReport.Bisection(
        series.points().get(range.good()).label(),
        series.points().get(range.bad()).label(),
        BootCost.CONFIRMATION,
        BootCost.ofBisection(change, commits, deviation));
  }

  /**
   * The standard deviation between boots: that of the boots of each point, pooled; where it is not
   * given, what the differences of neighbouring points show. The ratio of two means of two boots
   * has the variance of one boot, that of n boots 4 / n of it.
   */
  private static double deviationOfBoots(Series series) {
    double variance =
        series.points().stream()
            .filter(point -> point.variance().isPresent())
            .mapToDouble(point -> point.variance().getAsDouble() * point.boots() / USUAL_BOOTS)
            .average()
            .orElse(0);
    if (variance > 0 || series.points().size() < 2) {
      return Math.sqrt(variance);
    }
    double[] steps = new double[series.points().size() - 1];
    for (int index = 0; index < steps.length; index++) {
      steps[index] =
          Math.abs(series.points().get(index + 1).value() - series.points().get(index).value());
    }
    Arrays.sort(steps);
    double ofPoint = steps[steps.length / 2] / BY_MEDIAN / Math.sqrt(2);
    return ofPoint * Math.sqrt(series.points().getFirst().boots() / (double) USUAL_BOOTS);
  }
}
