package dev.halfspeed.detection;

/**
 * The best place of a change among the last points: the one at which the two means explain most.
 * Its evidence is the likelihood ratio of a change there against none, the noise unknown, as a
 * standard normal deviate (the approximation of Student's t by D. Wallace, Annals of Mathematical
 * Statistics 30, 1959). Recent places are tried with less evidence than older ones: a large change
 * must be found soon, a small one takes many points anyway.
 *
 * @param after points after the change
 * @param z the deviate there, with the sign of the change
 * @param evidence its size, less what an older place has to pay
 */
record Scan(int after, double z, double evidence) {
  /** A change has so many points after it: two in a row that are slow by accident are common. */
  static final int FEWEST_AFTER = 3;

  /** Places with no more points after them are recent. */
  static final int RECENT = 6;

  /** What an older place has to pay, in standard deviations. */
  static final double PRICE = 0.5;

  /**
   * What a short past has to pay, in standard deviations and points: with few points the noise and
   * the slope on the reference are known badly, and more false alarms come.
   */
  static final double YOUTH = 6;

  private static final int YOUNGEST = 24;

  static final Scan NOTHING = new Scan(0, 0, 0);

  /**
   * Tries all places.
   *
   * @param before points that lie before a change at least
   * @param least the smallest sum of squares that noise can have
   */
  static Scan of(
      Window window, int before, double pooledSquares, double pooledDegrees, double least) {
    int points = window.points();
    double recent = 0;
    int recentAt = 0;
    double older = 0;
    int olderAt = 0;
    for (int after = FEWEST_AFTER; after <= points - before; after++) {
      double gain = window.gain(after);
      if (after <= RECENT) {
        if (Math.abs(gain) > Math.abs(recent)) {
          recent = gain;
          recentAt = after;
        }
      } else if (Math.abs(gain) > Math.abs(older)) {
        older = gain;
        olderAt = after;
      }
    }
    double degrees = points - 2 + pooledDegrees;
    double squares = window.scatter() + pooledSquares;
    double z = deviate(recent, squares, degrees, least);
    double zOlder = deviate(older, squares, degrees, least);
    double early = YOUTH / Math.max(points, YOUNGEST);
    return Math.abs(z) >= Math.abs(zOlder) - PRICE
        ? new Scan(recentAt, z, Math.abs(z) - early)
        : new Scan(olderAt, zOlder, Math.abs(zOlder) - PRICE - early);
  }

  /**
   * The deviate of a gain.
   *
   * @param squares about one mean
   */
  static double deviate(double gain, double squares, double degrees, double least) {
    if (gain == 0) {
      return 0;
    }
    double left = Math.max(squares - Math.abs(gain), degrees * least);
    return Math.copySign(
        (8 * degrees + 1)
            / (8 * degrees + 3)
            * Math.sqrt(degrees * Math.log1p(Math.abs(gain) / left)),
        gain);
  }
}
