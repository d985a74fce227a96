package dev.halfspeed.detection;

/**
 * Takes the noise of the reference's boots out of the ratios. The ratio of a block is new less
 * reference, so a reference that came out high by chance makes the ratio low. If the machine is
 * steady, then the reference's level is known from all blocks, and how far this block's is from it
 * is noise that the ratio need not have; if the machine wanders, the blocks nearby tell it less
 * well. That is the recovery of inter-block information (F. Yates, Annals of Eugenics 10, 1940),
 * done as a control variate: the slope of the ratio on the reference's deviation, between -1 and 0,
 * says how much of it to take out.
 *
 * <p>The reference's level is a random walk seen through noise. How far it walks is chosen by the
 * likelihood, the levels are those of the smoother (A. Harvey, Forecasting, structural time series
 * models and the Kalman filter, 1989, the local level model).
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

  /** Where values are cut, in standard deviations. */
  private static final double CUT = 3;

  private static final int LONGEST = 256;

  /** Variances of the walk from one block to the next, in those of the noise. */
  private static final double[] WALKS = {0, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3};

  /**
   * A machine that wanders more is not adjusted for: errors of its level would last for some points
   * and look like changes.
   */
  private static final double MOST_WALK = 0.01;

  /** A jump of fewer standard deviations may be part of a walk. */
  private static final double FOLLOWED = 6;

  /** A machine is steady until it shows otherwise: so much more likely, on the log scale. */
  private static final double STEADY = 2.5;

  /** A machine that is less surely steady is not adjusted for. */
  private static final double LEAST_TRUST = 0.1;

  /** The walk is chosen anew when the points are so much more, by this part. */
  private static final int PARTS = 4;

  private final Doubles values;
  private final Doubles references;

  /** The level of the reference at each point; NaN where it is not known. */
  private final Doubles levels = new Doubles();

  /** What each walk's likelihood was in segments that are over, and is in this one. */
  private final double[] past = new double[WALKS.length];

  private final double[] present = new double[WALKS.length];

  private final double[] likelihoods = new double[WALKS.length];
  private final double[] scales = new double[WALKS.length];
  private int segment;
  private int chosenAt = -1;
  private double walk;
  private double trust = 1;
  private double scale = Double.NaN;
  private double level = Double.NaN;
  private double uncertainty;
  private double slope;
  private double explained;

  ReferenceAdjustment(Doubles values, Doubles references) {
    this.values = values;
    this.references = references;
  }

  /**
   * The reference changed: from that point on it has another level. A machine that wanders changes
   * all the time, and is followed.
   *
   * @param size on the log scale
   */
  void begin(int position, double size) {
    if (!isJump(size)) {
      return;
    }
    segment = position;
    level = Double.NaN;
    for (int candidate = 0; candidate < WALKS.length; candidate++) {
      past[candidate] += present[candidate];
      present[candidate] = 0;
    }
    for (int point = position; point < levels.size(); point++) {
      levels.set(point, Double.NaN);
    }
  }

  /** Whether a change of the reference is more than a wandering machine's way. */
  boolean isJump(double size) {
    return walk <= MOST_WALK || Math.abs(size) >= FOLLOWED * scale;
  }

  /** Whether ratios are adjusted at all. */
  boolean isActive() {
    return slope != 0 && walk <= MOST_WALK;
  }

  /** The part of the ratio's variance that the reference's noise explains. */
  double explained() {
    return isActive() ? explained : 0;
  }

  /** Takes the newest point: the level is filtered until it is fitted anew. */
  void follow() {
    if (Double.isNaN(level)) {
      levels.add(Double.NaN);
      return;
    }
    step(references.get(references.size() - 1), scale);
    levels.add(level);
  }

  /** Goes one block on; the noise's variance is 1. */
  private double step(double reference, double noise) {
    double expected = uncertainty + walk;
    double surprise = reference - level;
    double spread = Math.sqrt(expected + 1) * noise;
    double cut = Math.clamp(surprise, -CUT * spread, CUT * spread);
    level += expected / (expected + 1) * cut;
    uncertainty = expected / (expected + 1);
    return cut / Math.sqrt(expected + 1);
  }

  /**
   * Fits the levels to the points so far.
   *
   * @param start of the ratio's own segment
   */
  void fit(int start) {
    int from = Math.max(segment, references.size() - LONGEST);
    int points = references.size() - from;
    if (points < FEWEST) {
      return;
    }
    double[] steps = new double[points - 1];
    for (int index = 0; index < steps.length; index++) {
      steps[index] = references.get(from + index + 1) - references.get(from + index);
    }
    double noise = Robust.of(steps).scale() / Math.sqrt(2);
    if (noise == 0) {
      return;
    }
    if (chosenAt < from || references.size() - chosenAt >= points / PARTS) {
      choose(from, noise);
      chosenAt = references.size();
    }
    smooth(from, noise);
    int first = Math.max(from, start);
    int last = references.size() - LATEST;
    if (last - first >= FEWEST) {
      regress(first, last);
    }
  }

  private void choose(int from, double noise) {
    double most = Double.NEGATIVE_INFINITY;
    double chosen = 0;
    for (int candidate = 0; candidate < WALKS.length; candidate++) {
      walk = WALKS[candidate];
      level = references.get(from);
      uncertainty = 1;
      double squares = 0;
      double logs = 0;
      for (int point = from + 1; point < references.size(); point++) {
        logs += Math.log(uncertainty + walk + 1);
        double surprise = step(references.get(point), noise);
        squares += surprise * surprise;
      }
      int count = references.size() - from - 1;
      present[candidate] = -count / 2.0 * Math.log(squares / count) - logs / 2;
      double likelihood = past[candidate] + present[candidate] + (walk == 0 ? STEADY : 0);
      likelihoods[candidate] = likelihood;
      scales[candidate] = Math.sqrt(squares / count);
      if (likelihood > most) {
        most = likelihood;
        chosen = walk;
        scale = scales[candidate];
      }
    }
    walk = chosen;
    trust(most);
  }

  /**
   * How sure it is that the machine is steady. The slope is taken by that part: a machine that may
   * wander is adjusted for half-heartedly, since errors of its level would look like changes.
   */
  private void trust(double most) {
    double all = 0;
    double steady = 0;
    int best = 0;
    for (int candidate = 0; candidate < WALKS.length; candidate++) {
      double weight = Math.exp(likelihoods[candidate] - most);
      all += weight;
      if (WALKS[candidate] <= MOST_WALK) {
        steady += weight;
        best = likelihoods[candidate] > likelihoods[best] ? candidate : best;
      }
    }
    trust = steady / all;
    if (walk > MOST_WALK && trust > LEAST_TRUST) {
      walk = WALKS[best];
      scale = scales[best];
    }
  }

  private void smooth(int from, double noise) {
    int count = references.size() - from;
    double[] filtered = new double[count];
    double[] uncertain = new double[count];
    level = references.get(from);
    uncertainty = 1;
    filtered[0] = level;
    uncertain[0] = 1;
    for (int index = 1; index < count; index++) {
      step(references.get(from + index), noise);
      filtered[index] = level;
      uncertain[index] = uncertainty;
    }
    double smoothed = level;
    for (int index = count - 1; index >= 0; index--) {
      if (index < count - 1) {
        smoothed =
            filtered[index]
                + uncertain[index] / (uncertain[index] + walk) * (smoothed - filtered[index]);
      }
      levels.set(from + index, smoothed);
    }
  }

  private void regress(int from, int to) {
    Robust ratio = Robust.of(values.slice(from, to));
    double products = 0;
    double squares = 0;
    double ratios = 0;
    double sum = 0;
    double sumOff = 0;
    for (int point = from; point < to; point++) {
      double x = cut(values.get(point) - ratio.centre(), ratio.scale());
      double off = cut(references.get(point) - levels.get(point), scale);
      products += x * off;
      squares += off * off;
      ratios += x * x;
      sum += x;
      sumOff += off;
    }
    double count = to - from;
    products -= sum * sumOff / count;
    squares -= sumOff * sumOff / count;
    ratios -= sum * sum / count;
    if (squares > 0 && ratios > 0) {
      slope = trust * Math.clamp(products / squares / (1 + SHRINKAGE / count), -1, 0);
      explained = Math.clamp((2 * products - slope * squares) * slope / ratios, 0, 0.7);
    }
  }

  private static double cut(double value, double scale) {
    return Math.clamp(value, -CUT * scale, CUT * scale);
  }

  /** Whether a point is taken as measured while others are adjusted. */
  boolean isAsMeasured(int point) {
    return isActive() && Double.isNaN(levels.get(point));
  }

  /** The ratio of a point, adjusted. */
  double of(int point) {
    double value = values.get(point);
    double known = point < levels.size() ? levels.get(point) : Double.NaN;
    if (!isActive() || Double.isNaN(known)) {
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
