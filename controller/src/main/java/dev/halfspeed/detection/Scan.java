package dev.halfspeed.detection;

/**
 * The best place of a change among the last points: the one at which the two means explain most.
 * Its evidence is the likelihood ratio of a change there against none, the noise unknown, as a
 * standard normal deviate (the approximation of Student's t by D. Wallace, Annals of Mathematical
 * Statistics 30, 1959). Recent places are tried with less evidence than older ones: a large change
 * must be found soon, a small one takes many points anyway.
 *
 * @param after points after the change
 * @param evidence the size of the deviate there, less what such a place has to pay
 */
record Scan(int after, double evidence) {
  /** A change has so many points after it: two in a row that are slow by accident are common. */
  static final int FEWEST_AFTER = 3;

  /** Places with so many points after them are tried first. */
  private static final int RECENT = 4;

  private static final int STILL_RECENT = 6;

  /** What an older place has to pay, in standard deviations. */
  private static final double PRICE = 0.7;

  /** What a place with fewer points after it has to pay. */
  private static final double PRICE_OF_HASTE = 0.3;

  /**
   * What a short past has to pay, in standard deviations and points: with few points the noise and
   * the slope on the reference are known badly, and more false alarms come.
   */
  private static final double YOUTH = 6;

  private static final int YOUNGEST = 24;

  /** A t of less than 2 is hardly evidence, and need not be told more exactly. */
  private static final double HARDLY = 4;

  static final Scan NOTHING = new Scan(0, 0);

  /**
   * Tries all places.
   *
   * @param before points that lie before a change at least
   * @param fewest points that lie after it at least
   * @param least the smallest sum of squares that noise can have
   */
  static Scan of(
      Window window,
      int before,
      int fewest,
      double pooledSquares,
      double pooledDegrees,
      double least) {
    int points = window.points();
    double soonest = 0;
    int soonestAt = 0;
    double recent = 0;
    int recentAt = 0;
    double older = 0;
    int olderAt = 0;
    for (int after = fewest; after <= points - before; after++) {
      double gain = window.gain(after);
      double size = Math.abs(gain);
      if (after < RECENT) {
        if (size > Math.abs(soonest)) {
          soonest = gain;
          soonestAt = after;
        }
      } else if (after <= STILL_RECENT) {
        if (size > Math.abs(recent)) {
          recent = gain;
          recentAt = after;
        }
      } else if (size > Math.abs(older)) {
        older = gain;
        olderAt = after;
      }
    }
    double degrees = points - 2 + pooledDegrees;
    double squares = window.scatter() + pooledSquares;
    double early = YOUTH / Math.max(points, YOUNGEST);
    Scan best = of(recentAt, deviate(recent, squares, degrees, least), early);
    Scan sooner = of(soonestAt, deviate(soonest, squares, degrees, least), early + PRICE_OF_HASTE);
    Scan slower = of(olderAt, deviate(older, squares, degrees, least), early + PRICE);
    if (sooner.evidence > best.evidence) {
      best = sooner;
    }
    return slower.evidence > best.evidence ? slower : best;
  }

  /** The same where the variance of the noise is so many times as large. */
  Scan withNoise(double times) {
    return new Scan(after, evidence / Math.sqrt(times));
  }

  private static Scan of(int after, double z, double price) {
    return new Scan(after, Math.max(0, Math.abs(z) - price));
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
    double ratio = Math.abs(gain) / Math.max(squares - Math.abs(gain), degrees * least);
    if (degrees * ratio < HARDLY) {
      return Math.copySign(Math.sqrt(degrees * ratio), gain);
    }
    return Math.copySign(
        (8 * degrees + 1) / (8 * degrees + 3) * Math.sqrt(degrees * Math.log1p(ratio)), gain);
  }
}
