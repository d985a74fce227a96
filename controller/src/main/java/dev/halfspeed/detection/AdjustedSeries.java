package dev.halfspeed.detection;

/**
 * The points of one series, adjusted by its reference, with their pooled noise: from these follows
 * where between two segments a change of the level is, and how large.
 */
final class AdjustedSeries {
  /** Points on either side that tell where a change is, and how large. */
  static final int NEIGHBOURHOOD = 128;

  /** Noise is never taken for less than this part of the smallest change that matters. */
  private static final double LEAST_NOISE = 0.1;

  /** So many points tell the scale of their noise. */
  private static final int FEW = 8;

  private final double leastVariance;
  private final Doubles values = new Doubles();
  private final Doubles references = new Doubles();
  private final Doubles variances = new Doubles();
  private final ReferenceAdjustment adjustment = new ReferenceAdjustment(values, references);
  private final NoisePool pool = new NoisePool();

  /**
   * One without points.
   *
   * @param smallest change that matters, as a part of the level
   */
  AdjustedSeries(double smallest) {
    double least = LEAST_NOISE * Math.log1p(smallest);
    leastVariance = Math.max(least * least, 1e-24);
  }

  /** Takes the next point; its boots don't count for the noise yet. */
  void add(SeriesPoint point) {
    values.add(point.value());
    variances.add(point.variance().orElse(Double.NaN));
    if (point.reference().isPresent()) {
      references.add(point.reference().getAsDouble());
      adjustment.follow();
    }
  }

  /** Takes what the boots of the newest point tell of the noise. */
  void addBoots(SeriesPoint point) {
    pool.add(point.variance(), point.boots());
  }

  /** Takes the noise of a segment that is over: the sum of squares about its level. */
  void addSegment(double squares, double degrees) {
    pool.close(squares, degrees);
  }

  /** Forgets the noise of earlier segments: it is another one now. */
  void forgetSegments() {
    pool.forget();
  }

  /**
   * Takes a change of the reference's own series.
   *
   * @param size on the log scale
   */
  void changeReference(int position, double size) {
    adjustment.begin(position, size);
  }

  /**
   * Fits the adjustment to the points so far, where they have a reference.
   *
   * @param start of the newest segment
   */
  void fit(int start) {
    if (references.size() > 0) {
      adjustment.fit(start);
    }
  }

  /** How many points it has. */
  int points() {
    return values.size();
  }

  int newest() {
    return values.size() - 1;
  }

  /** The value of a point. */
  double at(int position) {
    return adjustment.of(position);
  }

  /** The values of points from one position to before another. */
  double[] slice(int from, int to) {
    double[] slice = new double[to - from];
    for (int index = 0; index < slice.length; index++) {
      slice[index] = adjustment.of(from + index);
    }
    return slice;
  }

  /** The same as measured, not adjusted. */
  double[] measured(int from, int to) {
    return values.slice(from, to);
  }

  /** The variances of these points as the boots of each show them; NaN where they don't. */
  double[] variances(int from, int to) {
    return variances.slice(from, to);
  }

  /** Whether values are adjusted at all. */
  boolean isAdjusted() {
    return adjustment.isActive();
  }

  /** How many times as large the variance of the newest point is as that of adjusted ones. */
  double varianceOfNewest() {
    return adjustment.isAsMeasured(newest()) ? 1 / (1 - adjustment.explained()) : 1;
  }

  /** What earlier segments and the boots of the points tell of the noise. */
  LevelNoise noise() {
    return new LevelNoise(pool.squares(adjustment.explained()), pool.degrees());
  }

  /** The same, for these points beside two levels. */
  LevelNoise noiseBeside(double[] before, double[] after) {
    return noise().beside(LevelNoise.of(before).plus(LevelNoise.of(after)), leastVariance);
  }

  /** The variance of the noise is never taken for less. */
  double leastVariance() {
    return leastVariance;
  }

  /** The scale of noise that few points show badly; 0 where they are enough. */
  double usualScale(int points) {
    return points < FEW ? pool.pastScale() : 0;
  }

  /**
   * Where a change among these points is; all gaps are possible that leave points on both sides.
   *
   * @param near where it is taken to be
   */
  Location locate(int from, int to, int near) {
    int first = Math.max(from, near - NEIGHBOURHOOD);
    int last = Math.min(to, near + NEIGHBOURHOOD);
    return locate(first, last, near, first + Math.min(2, last - first - 1), last);
  }

  /**
   * Where a change among these points is, in a part of the gaps.
   *
   * @param near where it is taken to be
   * @param firstGap the position behind the first gap that is possible
   * @param endGap that behind the first one that is no more
   */
  Location locate(int from, int to, int near, int firstGap, int endGap) {
    LevelNoise noise = noiseBeside(slice(from, near), slice(near, to));
    double[] slice = slice(from, to);
    return Location.of(
        slice,
        from,
        firstGap - from,
        endGap - from,
        usualScale(slice.length),
        noise.squares(),
        noise.degrees(),
        leastVariance);
  }

  /** The size of a change between these points. */
  Size shift(int from, int change, int to) {
    return shift(
        slice(Math.max(from, change - NEIGHBOURHOOD), change),
        slice(change, Math.min(to, change + NEIGHBOURHOOD)));
  }

  /** The difference of two levels, by values of each. */
  Size shift(double[] before, double[] after) {
    return Shift.of(before, after, noise(), leastVariance);
  }

  /** Whether a change of the reference is more than a wandering machine's way. */
  boolean isJumpOfReference(double size) {
    return adjustment.isJump(size);
  }

  /** Whether the reference differs for certain before and after a position, by ranks. */
  boolean doesReferenceDiffer(int from, int change, int to, double level) {
    return Vote.differ(references.slice(from, change), references.slice(change, to), level);
  }
}
