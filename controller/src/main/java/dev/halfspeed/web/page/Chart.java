package dev.halfspeed.web.page;

import java.util.List;

/**
 * The chart of a series as shapes: what a template writes as SVG. Lengths are pixels of the
 * drawing, {@link #WIDTH} wide.
 *
 * @param name of the vertical axis
 * @param referenceName of that of the reference's own panel
 * @param description the chart in words, for those who can't see it
 * @param rows horizontal lines with what they stand for
 * @param columns times along the bottom
 * @param zero where the reference itself is; NaN: outside
 * @param points newer ones further right
 * @param reference the reference's own values, likewise
 * @param changes in the order of the series
 * @param note how points were put together, where there are more than fit; empty where not
 */
public record Chart(
    String name,
    String referenceName,
    String description,
    List<Row> rows,
    List<Column> columns,
    double zero,
    List<Mark> points,
    List<Mark> reference,
    List<Line> changes,
    String note) {
  /** Of the drawing. */
  public static final int WIDTH = 900;

  /** Of the drawing. */
  public static final int HEIGHT = 466;

  /** Of both panels, like the next one. */
  public static final int LEFT = 64;

  /** Right of which nothing is. */
  public static final int RIGHT = WIDTH - 14;

  /** Of the points' panel. */
  public static final int TOP = 54;

  public static final int BOTTOM = 294;
  public static final int REFERENCE_TOP = 336;

  /** Of the reference's panel. */
  public static final int REFERENCE_BOTTOM = 422;

  public Chart {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    points = List.copyOf(points);
    reference = List.copyOf(reference);
    changes = List.copyOf(changes);
  }

  /** A horizontal line. */
  public record Row(double y, String words) {}

  /** A time below the chart. */
  public record Column(double x, String words) {}

  /**
   * A point with its interval.
   *
   * @param words all of it, shown when somebody points there
   */
  public record Mark(double x, double y, double low, double high, String words) {}

  /**
   * A change.
   *
   * @param x where it most probably is
   * @param left where it may begin, like {@code right}
   * @param colour good, bad or warn
   * @param label its size
   * @param anchor start, middle or end: where the label lies, so that it stays inside
   * @param labelY so that neighbours' labels don't lie on each other
   */
  public record Line(
      double x,
      double left,
      double right,
      String colour,
      String label,
      String anchor,
      double labelY,
      String words) {}

  /** A length with no more digits than show. */
  public static String px(double length) {
    double tenths = Math.round(10 * length) / 10.0;
    return tenths == Math.rint(tenths) ? Long.toString((long) tenths) : Double.toString(tenths);
  }
}
