package dev.halfspeed.detection;

import java.util.Arrays;

/** A growing list of numbers. */
final class Doubles {
  private double[] values = new double[64];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  double get(int index) {
    return values[index];
  }

  void set(int index, double value) {
    values[index] = value;
  }

  int size() {
    return size;
  }

  /** A copy of the values from one index to before another. */
  double[] slice(int from, int to) {
    return Arrays.copyOfRange(values, from, to);
  }
}
