package dev.halfspeed.detection;

/**
 * The points since the last change, at most the last {@value #LONGEST}: centred by their median and
 * cut where they lie further off than {@value #CUT} standard deviations, so that a slow boot counts
 * no more than a moderately slow one (P. Huber, 1964). Sums of them are kept, so that each place of
 * a change is tried in a few operations.
 */
final class Window {
  /** A longer past would tell the level by less than 0.2 % of a standard deviation better. */
  static final int LONGEST = 256;

  static final double CUT = 3;

  /** Room for points between two fits. */
  private static final int ROOM = 32;

  /** It is fitted anew when a twelfth of the points is new. */
  private static final int PARTS = 12;

  private final double[] sums = new double[LONGEST + ROOM + 1];
  private final double[] squares = new double[LONGEST + ROOM + 1];
  private int first;
  private int points;
  private int fitted;
  private double centre;
  private double cut;

  /** Centres and cuts anew. */
  void fit(int position, double[] values, double usualScale) {
    first = position;
    points = 0;
    Robust robust = Robust.of(values);
    centre = robust.centre();
    cut = CUT * (usualScale > 0 ? usualScale : robust.scale());
    for (double value : values) {
      add(value);
    }
    fitted = points;
  }

  /** Whether so many points came that it is to be fitted anew: each of the first, later fewer. */
  boolean isStale() {
    return points - fitted >= Math.max(1, Math.min(fitted, LONGEST) / PARTS);
  }

  void add(double value) {
    double off = Math.clamp(value - centre, -cut, cut);
    sums[points + 1] = sums[points] + off;
    squares[points + 1] = squares[points] + off * off;
    points++;
  }

  /** Whether a value would be cut. */
  boolean isCut(double value) {
    return Math.abs(value - centre) > cut;
  }

  /** The median, when it was last fitted. */
  double centre() {
    return centre;
  }

  int first() {
    return first;
  }

  int points() {
    return points;
  }

  /** The sum of squares about the mean, of all. */
  double scatter() {
    return scatter(points);
  }

  /** That of the first so many. */
  double scatter(int count) {
    return count == 0 ? 0 : Math.max(0, squares[count] - sums[count] * sums[count] / count);
  }

  /**
   * How much smaller the sum of squares about the means gets when the last points have a mean of
   * their own, by the sign of the change.
   */
  double gain(int after) {
    int before = points - after;
    double mean = sums[points] / points;
    double excess = sums[points] - sums[before] - after * mean;
    return Math.copySign(excess * excess * points / ((double) after * before), excess);
  }
}
