package dev.halfspeed.evidence;

/**
 * How many times as much one side has of something as the other.
 *
 * @param low of the 95 % interval, like {@code high}
 */
public record Ratio(double value, double low, double high) {
  /** Seen from the other side. */
  Ratio inverse() {
    return new Ratio(1 / value, 1 / high, 1 / low);
  }

  /** How far it is from 1, whichever way. */
  double size() {
    return Math.abs(Math.log(value));
  }
}
