package dev.halfspeed.watch;

import dev.halfspeed.detection.Better;
import dev.halfspeed.detection.Change;
import dev.halfspeed.detection.ChangeKind;
import dev.halfspeed.detection.DetectionSettings;
import dev.halfspeed.detection.Detector;
import dev.halfspeed.detection.GapProbability;
import dev.halfspeed.detection.Series;
import dev.halfspeed.detection.SeriesFindings;
import dev.halfspeed.detection.SeriesPoint;
import dev.halfspeed.detection.SeriesVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads the series of watches with {@link Detector}. Alarms are of the level alone: a change of the
 * spread or of the tail is no commit that could be bisected.
 */
public final class SeriesReader implements ChangeFinder {
  private static final double PERCENT = 100;

  private final Detector detector;

  public SeriesReader(DetectionSettings settings) {
    detector = new Detector(settings);
  }

  @Override
  public List<Reading> read(List<Values> series) {
    List<List<Integer>> rounds =
        Rounds.of(
            series.stream()
                .map(one -> one.values().stream().map(ChangeFinder.Value::seenAt).toList())
                .toList());
    return detector.detect(series.stream().map(SeriesReader::series).toList(), rounds).stream()
        .map(SeriesReader::reading)
        .toList();
  }

  private static Series series(Values values) {
    return new Series(
        values.series(),
        values.higherIsBetter() ? Better.HIGHER : Better.LOWER,
        values.values().stream()
            .map(value ->
                new SeriesPoint(
                    value.label(),
                    Optional.empty(),
                    value.ratio(),
                    OptionalDouble.of(value.variance()),
                    value.boots(),
                    value.level()))
            .toList());
  }

  private static Reading reading(SeriesFindings findings) {
    var changes = new ArrayList<ChangeFinder.Found>();
    findings.alarms().forEach(change -> changes.add(change(change, false)));
    // Without them a regression that is mended soon would stay open for ever.
    findings.recoveries().forEach(change -> changes.add(change(change, false)));
    findings.changesOfReference().stream()
        .filter(change -> change.kind() == ChangeKind.LEVEL)
        .forEach(change -> changes.add(change(change, true)));
    return new Reading(changes, words(findings.verdict()));
  }

  private static ChangeFinder.Found change(Change change, boolean isOfTheMachine) {
    List<GapProbability> where = change.where();
    int first = where.stream().mapToInt(GapProbability::position).min().orElse(change.position());
    int last = where.stream().mapToInt(GapProbability::position).max().orElse(change.position());
    double[] weights = new double[last - first + 1];
    where.forEach(gap -> weights[gap.position() - first] = gap.probability());
    if (where.isEmpty()) {
      weights[0] = 1;
    }
    var all = new ArrayList<Double>();
    for (double weight : weights) {
      all.add(weight);
    }
    return new ChangeFinder.Found(
        isOfTheMachine,
        // The gap before a point comes after the one before it.
        first - 1,
        all,
        change.size().estimate(),
        change.size().low(),
        change.size().high(),
        "%s by %.2f %% (%.2f to %.2f %%), seen in %d points"
            .formatted(
                isOfTheMachine ? "the reference itself changed" : "the level changed",
                PERCENT * Math.expm1(change.size().estimate()),
                PERCENT * Math.expm1(change.size().low()),
                PERCENT * Math.expm1(change.size().high()),
                change.foundAt() - change.position() + 1));
  }

  private static String words(SeriesVerdict verdict) {
    return switch (verdict) {
      case SeriesVerdict.TooEarly(int pointsToGo) ->
          "too early to say: %d %s to go".formatted(pointsToGo, points(pointsToGo));
      case SeriesVerdict.Steady(double resolvable) ->
          "steady; a change of %.2f %% would be found".formatted(PERCENT * Math.expm1(resolvable));
      case SeriesVerdict.Suspected(double size, int pointsToGo) ->
          "a change of %.2f %% is suspected; about %d %s to go"
              .formatted(PERCENT * Math.expm1(size), pointsToGo, points(pointsToGo));
      case SeriesVerdict.Changed(Change change) when change.isTemporary() ->
          "back to the level before; it had changed by %.2f %%"
              .formatted(PERCENT * change.size().part());
      case SeriesVerdict.Changed(Change change) ->
          "changed by %.2f %%".formatted(PERCENT * change.size().part());
    };
  }

  private static String points(int count) {
    return count == 1 ? "point" : "points";
  }
}
