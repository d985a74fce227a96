package dev.halfspeed.comparison;

import java.util.Arrays;

/** Values that grow in number, with a robust measure of their size. */
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

  /**
   * The root of the mean square of the smaller values, which large ones do not move; of none it is
   * 0.
   *
   * @param part of the values that counts, such as 0.8
   */
  double lowerRootMeanSquare(double part) {
    int kept = Math.max((int) (part * count), 1);
    double sum = 0;
    for (int index = 0; index < kept && index < count; index++) {
      sum += values[index] * values[index];
    }
    return Math.sqrt(sum / kept);
  }
}
