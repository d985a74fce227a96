package dev.halfspeed.benchmark.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Maps numbers to parts of an axis by their logarithm.
 *
 * @param low at 0
 * @param high at 1
 */
public record LogScale(double low, double high) {
  /** One that holds all of these that are numbers, with some room. */
  public static LogScale around(double... values) {
    double[] finite = Arrays.stream(values).filter(value -> value > 0 && value < 1e9).toArray();
    double least = Arrays.stream(finite).min().orElse(1);
    double most = Arrays.stream(finite).max().orElse(10);
    return new LogScale(least / 1.5, Math.max(most * 1.5, least * 4));
  }

  public boolean contains(double value) {
    return value >= low && value <= high;
  }

  public double part(double value) {
    return Math.clamp(Math.log(value / low) / Math.log(high / low), 0, 1);
  }

  /** Where 1, 2, 5, 10 and so on are, and what to write there. */
  public Map<Double, String> marks() {
    var marks = new LinkedHashMap<Double, String>();
    for (int power = -4; power < 9; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double value = digit * Math.pow(10, power);
        if (contains(value)) {
          int decimals = Math.max(0, -power);
          marks.put(part(value), String.format(Locale.ROOT, "%." + decimals + "f", value));
        }
      }
    }
    return marks;
  }
}
