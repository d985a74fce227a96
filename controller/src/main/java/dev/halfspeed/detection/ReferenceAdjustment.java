package dev.halfspeed.detection;

/**
 * Takes the noise of the reference's boots out of the ratios. The ratio of a block is new less
 * reference, so a reference that came out high by chance makes the ratio low. If the machine is
 * steady, then the reference's level is known from all blocks, and how far this block's is from it
 * is noise that the ratio need not have; if the machine wanders, then the block's own reference is
 * the better one. The slope of the ratio on the reference's deviation, between -1 (steady) and 0
 * (wandering), says which. That is the recovery of inter-block information (F. Yates, The recovery
 * of inter-block information in balanced incomplete block designs, Annals of Eugenics 10, 1940),
 * done as a control variate.
 *
 * <p>A reference that is far from its level says that the machine was disturbed: such a block is
 * taken as it was measured. Deviations beyond 2 standard deviations count less and less, beyond 4
 * nothing (F. Hampel's three-part redescending function, 1974).
 */
final class ReferenceAdjustment {
  private static final double FULL = 2;
  private static final double NONE = 4;

  /** Fewer points have no level that is better known than each block's own. */
  private static final int FEWEST = 8;

  /** Points at the end that may be after a change are left out of the slope. */
  private static final int LATEST = 8;

  /** The slope of fewer than so many points is drawn to 0. */
  private static final double SHRINKAGE = 4;

  /** Where values are cut for the slope, in standard deviations. */
  private static final double CUT = 3;

  private static final int LONGEST = 256;

  private final Doubles values;
  private final Doubles references;

  /** The level of the reference at each point of segments that are over. */
  private final Doubles levels = new Doubles();

  private int segment;
  private double level = Double.NaN;
  private double scale = Double.NaN;
  private double slope;
  private double explained;

  ReferenceAdjustment(Doubles values, Doubles references) {
    this.values = values;
    this.references = references;
  }

  /** The reference changed: from that point on it has another level. */
  void begin(int position) {
    fit();
    while (levels.size() < position) {
      levels.add(level);
    }
    segment = position;
    level = Double.NaN;
    fit();
  }

  /** Whether ratios are adjusted at all. */
  boolean isActive() {
    return slope != 0;
  }

  /** The part of the ratio's variance that the reference's noise explains. */
  double explained() {
    return explained;
  }

  /** Fits level and slope to the points so far. */
  void fit() {
    int from = Math.max(segment, references.size() - LONGEST);
    int points = references.size() - from;
    if (points < FEWEST) {
      return;
    }
    Robust reference = Robust.of(references.slice(from, references.size()));
    level = reference.centre();
    scale = reference.scale();
    int to = references.size() - LATEST;
    if (to - from < FEWEST || scale == 0) {
      return;
    }
    Robust ratio = Robust.of(values.slice(from, to));
    double products = 0;
    double squares = 0;
    double ratios = 0;
    double sum = 0;
    double sumOfReference = 0;
    for (int point = from; point < to; point++) {
      double x = cut(values.get(point) - ratio.centre(), ratio.scale());
      double r = cut(references.get(point) - level, scale);
      products += x * r;
      squares += r * r;
      ratios += x * x;
      sum += x;
      sumOfReference += r;
    }
    double count = to - from;
    products -= sum * sumOfReference / count;
    squares -= sumOfReference * sumOfReference / count;
    ratios -= sum * sum / count;
    if (squares <= 0 || ratios <= 0) {
      return;
    }
    slope = Math.clamp(products / squares / (1 + SHRINKAGE / count), -1, 0);
    explained = Math.clamp(-(slope * slope * squares - 2 * slope * products) / ratios, 0, 0.7);
  }

  private static double cut(double value, double scale) {
    return Math.clamp(value, -CUT * scale, CUT * scale);
  }

  /** The ratio of a point, adjusted. */
  double of(int point) {
    double value = values.get(point);
    double known = point < levels.size() ? levels.get(point) : level;
    if (slope == 0 || Double.isNaN(known)) {
      return value;
    }
    double off = references.get(point) - known;
    double distance = Math.abs(off) / scale;
    if (distance > FULL) {
      off *= Math.max(0, (NONE - distance) / (NONE - FULL)) * FULL / distance;
    }
    return value - slope * off;
  }
}
