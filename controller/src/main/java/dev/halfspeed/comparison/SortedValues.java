package dev.halfspeed.comparison;

import java.util.Arrays;

/** Values that grow in number, with their median. */
final class SortedValues {
  private double[] values = new double[16];
  private int count;

  void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    int found = Arrays.binarySearch(values, 0, count, value);
    int at = found < 0 ? -found - 1 : found;
    System.arraycopy(values, at, values, at + 1, count - at);
    values[at] = value;
    count++;
  }

  int count() {
    return count;
  }

  /** The median; of none it is 0. */
  double median() {
    return count == 0 ? 0 : Medians.ofSorted(values, count);
  }
}
