package dev.halfspeed.health;

/**
 * A standard deviation as it was seen, with its 95 % interval for normal values.
 *
 * @param deviation on the scale of the values: of logarithms it is a fraction
 * @param degrees of freedom that it was seen with
 */
public record Spread(double deviation, double low, double high, int degrees) {
  private static final double OUTSIDE = 0.05;

  /** From a sum of squares. */
  static Spread of(double squares, int degrees) {
    return new Spread(
        Math.sqrt(squares / degrees),
        Math.sqrt(squares / Tails.chiSquareLimit(OUTSIDE / 2, degrees)),
        Math.sqrt(squares / Tails.chiSquareLimit(1 - OUTSIDE / 2, degrees)),
        degrees);
  }
}
