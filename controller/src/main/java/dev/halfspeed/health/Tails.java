package dev.halfspeed.health;

import java.util.function.DoubleUnaryOperator;

/**
 * Tails of the distributions that comparing a few boots needs, for whole degrees of freedom: the
 * finite sums of Abramowitz and Stegun, 26.4 and 26.7.
 */
final class Tails {
  private static final int HALVINGS = 200;
  private static final double LARGEST = 1e9;

  private Tails() {}

  /** Probability that Student's t lies further from 0 than this. */
  static double student(double t, int degrees) {
    double angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
    double cosine = Math.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = 0;
    for (int power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
      sum += term;
      term *= cosine * cosine * (power + 1) / (power + 2);
    }
    double within = odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
    return Math.clamp(1 - within, 0, 1);
  }

  /** How far from 0 Student's t lies with this probability or less. */
  static double studentLimit(double probability, int degrees) {
    return where(t -> student(t, degrees), probability);
  }

  /** Probability that a chi-square is larger than this. */
  static double chiSquare(double x, int degrees) {
    if (x <= 0) {
      return 1;
    }
    boolean odd = degrees % 2 == 1;
    double term = odd ? Math.sqrt(x) : 1;
    double sum = 0;
    for (int next = odd ? 3 : 2; next <= degrees; next += 2) {
      sum += term;
      term *= x / next;
    }
    double density = Math.exp(-x / 2);
    return Math.clamp(
        odd ? normal(Math.sqrt(x)) + 2 / Math.sqrt(2 * Math.PI) * density * sum : density * sum,
        0,
        1);
  }

  /** What a chi-square exceeds with this probability. */
  static double chiSquareLimit(double probability, int degrees) {
    return where(x -> chiSquare(x, degrees), probability);
  }

  /** Probability that a standard normal lies further from 0 than this (26.2.17). */
  private static double normal(double z) {
    double t = 1 / (1 + 0.2316419 * z);
    double polynomial =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return 2 * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * polynomial;
  }

  /** Where a tail that falls has a value. */
  private static double where(DoubleUnaryOperator tail, double probability) {
    double low = 0;
    double high = 1;
    while (tail.applyAsDouble(high) > probability && high < LARGEST) {
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (tail.applyAsDouble(middle) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
