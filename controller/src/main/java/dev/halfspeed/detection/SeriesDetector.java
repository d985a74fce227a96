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

  /** How far from where it was found a change is sought again while it is fresh. */
  private static final int NEARBY = 6;

  /** Points after which a change's place is settled for what comes next. */
  private static final int FRESH = 12;

  /** Points on either side that tell where a change is, and how large. */
  private static final int NEIGHBOURHOOD = 128;

  /** Beyond it a test of two levels says that they differ; one in a hundred equal ones do. */
  private static final double DIFFERENT = 2.58;

  /** Back is what comes back by three quarters at least. */
  private static final double REST = 0.25;

  /** Noise is never taken for less than this part of the smallest change that matters. */
  private static final double LEAST_NOISE = 0.1;

  /** So many points tell the scale of their noise. */
  private static final int FEW = 8;

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
  private final double leastVariance;
  private final Doubles values = new Doubles();
  private final Doubles references = new Doubles();
  private final Doubles variances = new Doubles();
  private final ReferenceAdjustment adjustment = new ReferenceAdjustment(values, references);
  private final NoisePool pool = new NoisePool();
  private final Window window = new Window();
  private final SpreadDetector spread;
  private final List<Change> changes = new ArrayList<>();
  private final List<Change> returns = new ArrayList<>();

  /** First points of the segments between level changes, the temporary ones too. */
  private final List<Integer> starts = new ArrayList<>(List.of(0));

  private @Nullable SeriesDetector reference;
  private Scan scan = Scan.NOTHING;
  private int acceptedAt = -1;
  private int acceptedPosition;

  /** A series without points yet. */
  public SeriesDetector(DetectionSettings settings, Better better) {
    this(settings, better, EvidenceCalibration.threshold(settings.falseAlarms()));
  }

  /** One with a threshold of its own, to calibrate it. */
  SeriesDetector(DetectionSettings settings, Better better, double threshold) {
    this.settings = settings;
    this.better = better;
    this.threshold = threshold;
    spread = new SpreadDetector(settings);
    double least = LEAST_NOISE * Math.log1p(settings.smallest());
    leastVariance = Math.max(least * least, 1e-24);
  }

  /**
   * Takes the next point and looks at the series.
   *
   * @throws IllegalArgumentException when some points have a reference and others do not
   */
  public Look add(SeriesPoint point) {
    if (values.size() == 0 && point.reference().isPresent()) {
      reference = new SeriesDetector(settings, better);
    }
    if ((reference != null) != point.reference().isPresent()) {
      throw new IllegalArgumentException(
          "either all points of a series have a reference or none, unlike " + point.label());
    }
    values.add(point.value());
    variances.add(point.variance().orElse(Double.NaN));
    boolean isStale = false;
    if (reference != null) {
      references.add(point.reference().getAsDouble());
      adjustment.follow();
      isStale = watch(reference, point.ofTheReference());
    }
    if (!isFar(adjustment.of(values.size() - 1))) {
      pool.add(point.variance(), point.boots());
    }
    boolean isMoved = relocate();
    isStale |= isMoved;
    double value = adjustment.of(values.size() - 1);
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
    adjustment.begin(own.starts.getLast(), look.proposed().get().size().estimate());
    return true;
  }

  private int start() {
    return starts.getLast();
  }

  private void fit() {
    if (reference != null) {
      adjustment.fit(start());
    }
    int from = Math.max(start(), values.size() - Window.LONGEST);
    double[] all = adjusted(from, values.size());
    window.fit(from, all, usualScale(all.length));
    for (int index = 0; index < all.length; index++) {
      spread.revise(from + index, Math.abs(all[index] - window.centre()));
    }
  }

  private double[] adjusted(int from, int to) {
    double[] slice = new double[to - from];
    for (int index = 0; index < slice.length; index++) {
      slice[index] = adjustment.of(from + index);
    }
    return slice;
  }

  private LevelNoise pooled() {
    return new LevelNoise(pool.squares(adjustment.explained()), pool.degrees());
  }

  /** The same beside two levels. */
  private LevelNoise pooledBeside(double[] before, double[] after) {
    return pooled().beside(LevelNoise.of(before).plus(LevelNoise.of(after)), leastVariance);
  }

  private int pointsBefore() {
    return starts.size() == 1 ? settings.pointsBefore() : POINTS_BETWEEN;
  }

  private Look look() {
    int position = values.size() - 1;
    LevelNoise noise = pooled();
    scan = scan(noise);
    if (scan.evidence() >= EvidenceCalibration.LEAST) {
      double squares = window.scatter() - Math.abs(window.gain(scan.after()));
      LevelNoise worth = noise.beside(new LevelNoise(squares, window.points() - 2), leastVariance);
      scan = worth.equals(noise) ? scan : scan(worth);
    }
    if (reference != null && adjustment.isAsMeasured(position)) {
      // The machine was exchanged: the newest points have noise that was taken out of the others.
      scan = scan.withNoise(1 / (1 - adjustment.explained()));
    }
    double pValue = EvidenceCalibration.pValue(scan.evidence());
    if (scan.evidence() >= threshold) {
      Location where = locate(window.first(), values.size(), values.size() - scan.after());
      boolean isPlaced = where.within(NEAR) >= PLACED;
      List<Ballot> votes = isPlaced ? votes(pValue) : List.of();
      boolean isAgreed = isPlaced && votes.stream().allMatch(Ballot::agrees);
      if (isAgreed || (isPlaced && scan.after() <= FRESH)) {
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
            leastVariance);
  }

  private List<Ballot> votes(double pValue) {
    int count = values.size();
    int from = window.first();
    double[] all = adjusted(from, count);
    return Vote.onLevel(
        all,
        values.slice(from, count),
        variances.slice(from, count),
        all.length - scan.after(),
        pValue,
        adjustment.isActive());
  }

  private Optional<Change> propose(Location location, List<Ballot> votes, double pValue) {
    int count = values.size();
    int from = window.first();
    Size size = size(from, location.position(), count);
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

  /**
   * Where a change among these points is; all gaps are possible that leave points on both sides.
   */
  private Location locate(int from, int to, int near) {
    int first = Math.max(from, near - NEIGHBOURHOOD);
    int last = Math.min(to, near + NEIGHBOURHOOD);
    double[] slice = adjusted(first, last);
    LevelNoise noise = pooledBeside(adjusted(first, near), adjusted(near, last));
    return Location.of(
        slice,
        first,
        Math.min(2, slice.length - 1),
        slice.length,
        usualScale(slice.length),
        noise.squares(),
        noise.degrees(),
        leastVariance);
  }

  /** The scale of noise that few points show badly; 0 where they are enough. */
  private double usualScale(int points) {
    return points < FEW ? pool.pastScale() : 0;
  }

  private Size size(int from, int change, int to) {
    double[] before = adjusted(Math.max(from, change - NEIGHBOURHOOD), change);
    double[] after = adjusted(change, Math.min(to, change + NEIGHBOURHOOD));
    return Shift.of(before, after, pooled(), leastVariance);
  }

  /** Whether the reference itself changed there. */
  private boolean isOfTheMachine(int from, int change, int to) {
    if (reference == null) {
      return false;
    }
    for (Change own : reference.changes) {
      if (own.kind() == ChangeKind.LEVEL
          && Math.abs(own.position() - change) <= 1
          && adjustment.isJump(own.size().estimate())) {
        return true;
      }
    }
    int first = Math.max(from, change - NEAR_REFERENCE);
    int last = Math.min(to, change + NEAR_REFERENCE);
    return Vote.differ(references.slice(first, change), references.slice(change, last), MACHINE);
  }

  /**
   * Makes a proposal a change of the series.
   *
   * @throws IllegalArgumentException when the look is not the last one, or proposed nothing
   */
  public void accept(Look look) {
    if (look.position() != values.size() - 1 || look.proposed().isEmpty()) {
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
      pool.close(window.scatter(Math.min(before, window.points())), before - 1);
    }
    starts.add(change.position());
    acceptedAt = look.position();
    acceptedPosition = change.position();
    (endsTheLast(change) ? returns : changes).add(change);
    fit();
    spread.fit();
  }

  /** Goes on after a change of the spread or the tail: noise as it was says nothing any more. */
  private void begin(Change change) {
    changes.add(change);
    spread.begin(change);
    if (change.kind() == ChangeKind.SPREAD && change.position() > start()) {
      pool.forget();
      starts.add(change.position());
      fit();
    }
  }

  /** A change that leads back to the level before the last one makes that one temporary. */
  private boolean endsTheLast(Change change) {
    if (changes.isEmpty() || starts.size() < 3) {
      return false;
    }
    Change last = changes.getLast();
    if (last.kind() != ChangeKind.LEVEL) {
      return false;
    }
    int begun = starts.get(starts.size() - 2);
    boolean isNear = change.position() - begun <= settings.longestInterval();
    boolean turnsBack = last.size().estimate() * change.size().estimate() < 0;
    if (last.isTemporary() || !isNear || !turnsBack) {
      return false;
    }
    int from = Math.max(starts.get(starts.size() - 3), begun - NEIGHBOURHOOD);
    double[] before = adjusted(from, begun);
    double[] after = adjusted(change.position(), values.size());
    LevelNoise noise =
        pooledBeside(before, after).plus(LevelNoise.of(before)).plus(LevelNoise.of(after));
    double error = Math.sqrt(noise.variance(0) * (1.0 / before.length + 1.0 / after.length));
    Size rest = Shift.of(before, after, pooled(), leastVariance);
    double tolerated = Math.max(DIFFERENT * error, REST * Math.abs(last.size().estimate()));
    if (Math.abs(rest.estimate()) > Math.min(tolerated, Math.abs(last.size().estimate()) / 2)) {
      return false;
    }
    changes.set(changes.size() - 1, last.endedAt(Optional.of(change.position())));
    return true;
  }

  /** Seeks a fresh change again, since later points tell better where it is. */
  private boolean relocate() {
    if (acceptedAt < 0 || values.size() - 1 - acceptedAt > FRESH) {
      return false;
    }
    int before = starts.get(starts.size() - 2);
    int first = Math.max(before, acceptedPosition - NEIGHBOURHOOD);
    double[] slice = adjusted(first, values.size());
    int from = Math.max(1, acceptedPosition - NEARBY - first);
    int to = Math.min(acceptedAt, acceptedPosition + NEARBY + 1) - first;
    if (from >= to) {
      return false;
    }
    LevelNoise noise = pooledBeside(adjusted(first, start()), adjusted(start(), values.size()));
    Location found =
        Location.of(
            slice,
            first,
            from,
            to,
            usualScale(slice.length),
            noise.squares(),
            noise.degrees(),
            leastVariance);
    if (found.position() == start()) {
      return false;
    }
    starts.set(starts.size() - 1, found.position());
    return true;
  }

  /** What is known now. Places and sizes are those that all points so far show. */
  public SeriesFindings findings() {
    var refined = new ArrayList<Change>();
    for (Change change : changes) {
      refined.add(change.kind() == ChangeKind.LEVEL ? refined(change) : change);
    }
    return new SeriesFindings(
        refined,
        returns.stream().map(this::refined).toList(),
        reference == null ? List.of() : reference.findings().changes(),
        verdict(refined));
  }

  private Change refined(Change change) {
    int segment = segmentOf(change);
    int from = starts.get(segment - 1);
    int to = segment + 1 < starts.size() ? starts.get(segment + 1) : values.size();
    Location location = locate(from, to, starts.get(segment));
    int position = location.position();
    return change.refined(
        position, size(from, position, to), location.where(), isOfTheMachine(from, position, to));
  }

  /** The segment that a change began: the one nearest to where it was found. */
  private int segmentOf(Change change) {
    int nearest = 1;
    for (int segment = 1; segment < starts.size(); segment++) {
      if (Math.abs(starts.get(segment) - change.position())
          < Math.abs(starts.get(nearest) - change.position())) {
        nearest = segment;
      }
    }
    return nearest;
  }

  private SeriesVerdict verdict(List<Change> refined) {
    int missing = pointsBefore() + Scan.FEWEST_AFTER - window.points();
    if (acceptedAt >= 0 && acceptedAt == values.size() - 1 && !refined.isEmpty()) {
      return new SeriesVerdict.Changed(refined.getLast());
    }
    if (missing > 0) {
      return new SeriesVerdict.TooEarly(missing);
    }
    var own = new LevelNoise(window.scatter(), window.points() - 1);
    double deviation =
        Math.sqrt(pooled().beside(own, leastVariance).plus(own).variance(leastVariance));
    double needed = threshold + ONE_SIDED;
    if (scan.evidence() >= SUSPECTED) {
      int before = window.points() - scan.after();
      double[] all = adjusted(window.first(), values.size());
      Size size = size(window.first(), window.first() + before, values.size());
      double scale = Math.abs(size.estimate()) / deviation;
      int after = scan.after() + 1;
      while (after < before && scale * Math.sqrt(1 / (1.0 / before + 1.0 / after)) < needed) {
        after++;
      }
      return new SeriesVerdict.Suspected(size.estimate(), after - all.length + before);
    }
    return new SeriesVerdict.Steady(
        needed * deviation * Math.sqrt(1.0 / window.points() + 1.0 / SOON));
  }
}
