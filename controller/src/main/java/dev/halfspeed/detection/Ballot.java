package dev.halfspeed.detection;

/**
 * What one test says of a change.
 *
 * @param test which one
 * @param pValue the smallest of its p-values at most one point from where the change was found
 * @param agrees whether that is small enough
 */
public record Ballot(Test test, double pValue, boolean agrees) {
  /** The tests, each of another kind. */
  public enum Test {
    /** Means on both sides, over all places of the change: the one that proposes. */
    MEAN,

    /** Ranks: Mann and Whitney. */
    RANK,

    /** The distributions as a whole: Kolmogorov and Smirnov. */
    DISTRIBUTION,

    /** Means whose noise may differ: Welch, with what is known of the noise. */
    UNEQUAL,

    /** Means of the ratios as measured, the reference's own noise not taken out. */
    RATIO,

    /** Distances from the median: Brown and Forsythe. */
    SPREAD,

    /** How many points lie far off: Fisher's exact test. */
    TAIL
  }
}
