package dev.halfspeed.web.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Values on a line of pixels, with round marks.
 *
 * @param low value at {@code bottom}
 * @param high value at {@code top}
 * @param step between marks
 */
public record Scale(double low, double high, double step, double bottom, double top) {
  private static final double[] ROUND = {1, 2, 2.5, 5, 10};
  private static final double AIR = 0.08;

  /** One that holds values with some air around them. */
  public static Scale of(double least, double most, int marks, double bottom, double top) {
    double span = most - least;
    if (!(span > 0)) {
      span = Math.max(Math.abs(most) * 0.02, 1e-9);
    }
    double low = Math.min(least, most - span) - AIR * span;
    double high = Math.max(most, least + span) + AIR * span;
    double raw = (high - low) / marks;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = 10 * power;
    for (double factor : ROUND) {
      if (factor * power >= raw) {
        step = factor * power;
        break;
      }
    }
    return new Scale(low, high, step, bottom, top);
  }

  /** Where a value is; one outside is at the edge. */
  public double at(double value) {
    double part = (Math.clamp(value, low, high) - low) / (high - low);
    return bottom + part * (top - bottom);
  }

  /** The round values in between. */
  public List<Double> marks() {
    List<Double> marks = new ArrayList<>();
    for (double mark = Math.ceil(low / step) * step; mark <= high; mark += step) {
      marks.add(Math.abs(mark) < step / 1e6 ? 0.0 : mark);
    }
    return marks;
  }

  /** A mark, with as many decimals as tell it from its neighbours. */
  public String words(double mark) {
    double digits = Math.log10(step);
    int decimals = Math.max(0, (int) -Math.floor(digits));
    boolean isQuarter = Math.abs(step / Math.pow(10, Math.floor(digits)) - 2.5) < 1e-6;
    return String.format(Locale.ROOT, "%,." + (decimals + (isQuarter ? 1 : 0)) + "f", mark)
        .replace('-', '\u2212');
  }
}
