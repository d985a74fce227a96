package dev.halfspeed.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Watches one series. It takes the points in their order; after each it says what a look at
 * everything since the last change shows. A new point takes microseconds, however long the series
 * is.
 *
 * <p>Not safe for several threads.
 */
public final class SeriesDetector {
  /** Points that lie before a change after an earlier one: its noise is known by then. */
  private static final int POINTS_BETWEEN = 4;

  /** Evidence from which on a change is suspected, in standard deviations. */
  private static final double SUSPECTED = 3;

  /**
   * A change is told when it is so probable that it lies so many points from its likeliest place.
   */
  private static final double PLACED = 0.8;

  private static final int NEAR = 10;

  private static final double ONE_SIDED = 1.645;
  private static final int SOON = 5;
  private static final double MACHINE = 0.001;

  /** Points on either side that tell whether the reference changed; a machine may wander. */
  private static final int NEAR_REFERENCE = 12;

  private final DetectionSettings settings;
  private final Better better;
  private final double threshold;
  private final AdjustedSeries series;
  private final ChangeHistory history;
  private final Window window = new Window();
  private final SpreadDetector spread;
  private @Nullable SeriesDetector reference;
  private Scan scan = Scan.NOTHING;

  /** A series without points yet. */
  public SeriesDetector(DetectionSettings settings, Better better) {
    this(settings, better, EvidenceCalibration.threshold(settings.falseAlarms()));
  }

  /** One with a threshold of its own, to calibrate it. */
  SeriesDetector(DetectionSettings settings, Better better, double threshold) {
    this.settings = settings;
    this.better = better;
    this.threshold = threshold;
    series = new AdjustedSeries(settings.smallest());
    history = new ChangeHistory(series, settings.longestInterval());
    spread = new SpreadDetector(settings);
  }

  /**
   * Takes the next point and looks at the series.
   *
   * @throws IllegalArgumentException when some points have a reference and others do not
   */
  public Look add(SeriesPoint point) {
    if (series.points() == 0 && point.reference().isPresent()) {
      reference = new SeriesDetector(settings, better);
    }
    if ((reference != null) != point.reference().isPresent()) {
      throw new IllegalArgumentException(
          "either all points of a series have a reference or none, unlike " + point.label());
    }
    series.add(point);
    boolean isStale = reference != null && watch(reference, point.ofTheReference());
    double value = series.at(series.newest());
    if (!isFar(value)) {
      series.addBoots(point);
    }
    boolean isMoved = history.relocate();
    isStale |= isMoved;
    spread.add(window.points() == 0 ? 0 : Math.abs(value - window.centre()));
    if (isStale || window.isStale()) {
      fit();
    } else {
      window.add(value);
    }
    if (isMoved) {
      spread.fit();
    }
    return look();
  }

  /**
   * Whether a point lies so far off that it is cut. Its boots are then no measure of the noise of
   * the others: a kernel that is slower is often noisier too, and its noise must not hide that.
   */
  private boolean isFar(double value) {
    return window.points() >= pointsBefore() && window.isCut(value);
  }

  /** The evidence of the last look, in standard deviations. */
  double evidence() {
    return scan.evidence();
  }

  /** Watches the reference's own series. */
  private boolean watch(SeriesDetector own, SeriesPoint point) {
    Look look = own.add(point);
    if (look.proposed().isEmpty()) {
      return false;
    }
    own.accept(look);
    series.changeReference(own.history.start(), look.proposed().get().size().estimate());
    return true;
  }

  private void fit() {
    series.fit(history.start());
    int from = Math.max(history.start(), series.points() - Window.LONGEST);
    double[] all = series.slice(from, series.points());
    window.fit(from, all, series.usualScale(all.length));
    for (int index = 0; index < all.length; index++) {
      spread.revise(from + index, Math.abs(all[index] - window.centre()));
    }
  }

  private int pointsBefore() {
    return history.isUnchanged() ? settings.pointsBefore() : POINTS_BETWEEN;
  }

  private Look look() {
    int position = series.newest();
    LevelNoise noise = series.noise();
    scan = scan(noise);
    if (scan.evidence() >= EvidenceCalibration.LEAST) {
      double squares = window.scatter() - Math.abs(window.gain(scan.after()));
      LevelNoise worth =
          noise.beside(new LevelNoise(squares, window.points() - 2), series.leastVariance());
      scan = worth.equals(noise) ? scan : scan(worth);
    }
    // Where the machine was exchanged the newest points have noise that was taken out of the
    // others.
    scan = scan.withNoise(series.varianceOfNewest());
    double pValue = EvidenceCalibration.pValue(scan.evidence());
    if (scan.evidence() >= threshold) {
      int count = series.points();
      Location where = series.locate(window.first(), count, count - scan.after());
      boolean isPlaced = where.within(NEAR) >= PLACED;
      List<Ballot> votes = isPlaced ? votes(pValue) : List.of();
      boolean isAgreed = isPlaced && votes.stream().allMatch(Ballot::agrees);
      if (isAgreed || (isPlaced && scan.after() <= ChangeHistory.FRESH)) {
        return new Look(
            position, pValue, isAgreed ? propose(where, votes, pValue) : Optional.empty());
      }
    } else if (scan.evidence() >= EvidenceCalibration.LEAST) {
      // What looks like a change of the level is not to be lost in one of the spread.
      return new Look(position, pValue, Optional.empty());
    }
    Optional<Change> ofSpread = spread.look();
    return new Look(position, ofSpread.map(Change::pValue).orElse(pValue), ofSpread);
  }

  private Scan scan(LevelNoise noise) {
    return window.points() < pointsBefore() + Scan.FEWEST_AFTER
        ? Scan.NOTHING
        : Scan.of(
            window,
            pointsBefore(),
            Scan.FEWEST_AFTER,
            noise.squares(),
            noise.degrees(),
            series.leastVariance());
  }

  private List<Ballot> votes(double pValue) {
    int count = series.points();
    int from = window.first();
    return Vote.onLevel(
        series.slice(from, count),
        series.measured(from, count),
        series.variances(from, count),
        count - from - scan.after(),
        pValue,
        series.isAdjusted());
  }

  private Optional<Change> propose(Location location, List<Ballot> votes, double pValue) {
    int count = series.points();
    int from = window.first();
    Size size = series.shift(from, location.position(), count);
    if (Math.abs(size.estimate()) < Math.log1p(settings.smallest())) {
      return Optional.empty();
    }
    return Optional.of(
        new Change(
            ChangeKind.LEVEL,
            location.position(),
            count - 1,
            size,
            pValue,
            location.where(),
            votes,
            OptionalInt.empty(),
            isOfTheMachine(from, location.position(), count),
            isLoss(size)));
  }

  private boolean isLoss(Size size) {
    return better == Better.HIGHER ? size.estimate() < 0 : size.estimate() > 0;
  }

  /** Whether the reference itself changed there. */
  private boolean isOfTheMachine(int from, int change, int to) {
    if (reference == null) {
      return false;
    }
    for (Change own : reference.history.changes()) {
      if (own.kind() == ChangeKind.LEVEL
          && Math.abs(own.position() - change) <= 1
          && series.isJumpOfReference(own.size().estimate())) {
        return true;
      }
    }
    int first = Math.max(from, change - NEAR_REFERENCE);
    int last = Math.min(to, change + NEAR_REFERENCE);
    return series.doesReferenceDiffer(first, change, last, MACHINE);
  }

  /**
   * Makes a proposal a change of the series.
   *
   * @throws IllegalArgumentException when the look is not the last one, or proposed nothing
   */
  public void accept(Look look) {
    if (look.position() != series.newest() || look.proposed().isEmpty()) {
      throw new IllegalArgumentException(
          "the look after point " + look.position() + " is over or proposed nothing");
    }
    Change change = look.proposed().get();
    if (change.kind() != ChangeKind.LEVEL) {
      begin(change);
      return;
    }
    int before = change.position() - window.first();
    if (before > 1) {
      series.addSegment(window.scatter(Math.min(before, window.points())), before - 1);
    }
    history.addLevel(change);
    fit();
    spread.fit();
  }

  /** Goes on after a change of the spread or the tail: noise as it was says nothing any more. */
  private void begin(Change change) {
    spread.begin(change);
    if (history.addOther(change)) {
      series.forgetSegments();
      fit();
    }
  }

  /** What is known now. Places and sizes are those that all points so far show. */
  public SeriesFindings findings() {
    var refined = new ArrayList<Change>();
    for (Change change : history.changes()) {
      refined.add(change.kind() == ChangeKind.LEVEL ? refined(change) : change);
    }
    return new SeriesFindings(
        refined,
        history.returns().stream().map(this::refined).toList(),
        reference == null ? List.of() : reference.findings().changes(),
        verdict(refined));
  }

  private Change refined(Change change) {
    ChangeHistory.Neighbours segments = history.neighbours(change);
    int from = segments.from();
    int to = segments.to();
    Location location = series.locate(from, to, segments.start());
    int position = location.position();
    return change.refined(
        position,
        series.shift(from, position, to),
        location.where(),
        isOfTheMachine(from, position, to));
  }

  private SeriesVerdict verdict(List<Change> refined) {
    int missing = pointsBefore() + Scan.FEWEST_AFTER - window.points();
    if (history.isJustChanged() && !refined.isEmpty()) {
      return new SeriesVerdict.Changed(refined.getLast());
    }
    if (missing > 0) {
      return new SeriesVerdict.TooEarly(missing);
    }
    var own = new LevelNoise(window.scatter(), window.points() - 1);
    double least = series.leastVariance();
    double deviation = Math.sqrt(series.noise().beside(own, least).plus(own).variance(least));
    double needed = threshold + ONE_SIDED;
    if (scan.evidence() >= SUSPECTED) {
      int before = window.points() - scan.after();
      int count = series.points() - window.first();
      Size size = series.shift(window.first(), window.first() + before, series.points());
      double scale = Math.abs(size.estimate()) / deviation;
      int after = scan.after() + 1;
      while (after < before && scale * Math.sqrt(1 / (1.0 / before + 1.0 / after)) < needed) {
        after++;
      }
      return new SeriesVerdict.Suspected(size.estimate(), after - count + before);
    }
    return new SeriesVerdict.Steady(
        needed * deviation * Math.sqrt(1.0 / window.points() + 1.0 / SOON));
  }
}
