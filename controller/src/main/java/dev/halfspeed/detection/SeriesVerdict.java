package dev.halfspeed.detection;

/** What a series looks like at its last point. */
public sealed interface SeriesVerdict {

  /**
   * Too early to say anything.
   *
   * @param pointsToGo that are missing
   */
  record TooEarly(int pointsToGo) implements SeriesVerdict {}

  /**
   * No change since the last one.
   *
   * @param resolvable the size, on the log scale, of a change that would be found within five
   *     points in 95 of 100 cases
   */
  record Steady(double resolvable) implements SeriesVerdict {}

  /**
   * Something seems to change, and it is too early to say.
   *
   * @param size seen so far, on the log scale
   * @param pointsToGo that it will probably take if it goes on like this
   */
  record Suspected(double size, int pointsToGo) implements SeriesVerdict {}

  /** The last change was found at the last point. */
  record Changed(Change change) implements SeriesVerdict {}
}
