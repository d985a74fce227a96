package dev.halfspeed.detection;

import java.util.OptionalDouble;

/**
 * The noise of a series, pooled: what the segments before the last change showed, and what the
 * boots of each point show. Four boots tell the variance of one point with two degrees of freedom,
 * which is next to nothing; those of the whole series tell it well.
 */
final class NoisePool {
  /** The past tells no more than so many points: noise may change. */
  private static final double MOST_OF_PAST = 64;

  /**
   * The boots tell no more than so many points. They do not see what differs between the images of
   * two revisions, so the scatter between points outweighs them soon.
   */
  private static final double MOST_OF_BOOTS = 4;

  private double pastSquares;
  private double pastDegrees;
  private double bootSquares;
  private double bootDegrees;

  /** Takes what a point's own boots say. */
  void add(OptionalDouble variance, int boots) {
    if (variance.isPresent() && boots > 2) {
      bootSquares += (boots - 2) * variance.getAsDouble();
      bootDegrees += boots - 2;
    }
  }

  /** Takes a segment that is over. */
  void close(double squares, double degrees) {
    if (degrees <= 0) {
      return;
    }
    double kept = pastDegrees == 0 ? 0 : Math.clamp(MOST_OF_PAST - degrees, 0, pastDegrees);
    double part = pastDegrees == 0 ? 0 : kept / pastDegrees;
    double taken = Math.min(1, MOST_OF_PAST / degrees);
    pastSquares = pastSquares * part + squares * taken;
    pastDegrees = kept + degrees * taken;
  }

  /** Forgets the past: the noise is another one now. */
  void forget() {
    pastSquares = 0;
    pastDegrees = 0;
  }

  /** The standard deviation that the past shows; 0 where there is none. */
  double pastScale() {
    return pastDegrees < 4 ? 0 : Math.sqrt(pastSquares / pastDegrees);
  }

  double degrees() {
    return pastDegrees + Math.min(bootDegrees, MOST_OF_BOOTS);
  }

  /**
   * The sum of squares that goes with {@link #degrees}.
   *
   * @param explained the part of the boots' variance that was taken out by the reference
   */
  double squares(double explained) {
    return pastSquares
        + (bootDegrees == 0
            ? 0
            : bootSquares / bootDegrees * (1 - explained) * Math.min(bootDegrees, MOST_OF_BOOTS));
  }
}
