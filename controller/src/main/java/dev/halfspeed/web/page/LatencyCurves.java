package dev.halfspeed.web.page;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Latencies of single transactions, as HdrHistogram's plots draw them: the percentiles along the
 * bottom so that each nine has as much room as the one before, the latencies on a logarithmic axis.
 * Lengths are pixels of the drawing.
 *
 * @param description in words, for those who can't see it
 * @param rows milliseconds
 * @param columns percentiles
 */
public record LatencyCurves(
    String description, List<Chart.Row> rows, List<Chart.Column> columns, List<Curve> curves) {
  /** Of the drawing. */
  public static final int WIDTH = 1000;

  /** Of the drawing. */
  public static final int HEIGHT = 300;

  /** Of the panel. */
  public static final int LEFT = 76;

  /** Of the panel; right of it curves have their names. */
  public static final int RIGHT = WIDTH - 118;

  /** Of the panel. */
  public static final int TOP = 26;

  /** Of the panel. */
  public static final int BOTTOM = 250;

  private static final List<Double> MARKED = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);
  private static final double LEAST_MILLISECONDS = 0.001;

  /** Room for the most, which is beyond all percentiles. */
  private static final double BEYOND = 0.4;

  private static final int LABEL_HEIGHT = 16;

  public LatencyCurves {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    curves = List.copyOf(curves);
  }

  /**
   * What a curve is drawn of.
   *
   * @param style its class: good, bad, or c0, c1 and so on
   * @param label its name at its end
   * @param words what it is of
   * @param milliseconds one for each percentile; none: it is left out
   */
  public record Side(String style, String label, String words, List<Double> milliseconds) {
    public Side {
      milliseconds = List.copyOf(milliseconds);
    }
  }

  /**
   * A side's curve.
   *
   * @param path of its line, as the data of an SVG path
   * @param labelY of its name, so that neighbours don't lie on each other
   */
  public record Curve(String style, String label, String path, double labelY, String words) {}

  /**
   * The curves of some sides.
   *
   * @param percentiles rising
   */
  public static LatencyCurves of(List<Double> percentiles, List<Side> sides) {
    return new Drawing(
            percentiles, sides.stream().filter(side -> !side.milliseconds().isEmpty()).toList())
        .curves();
  }

  /** The percentiles that are marked, of those that there are. */
  public static List<Double> marked(List<Double> percentiles) {
    return MARKED.stream().filter(percentiles::contains).toList();
  }

  /** A percentile as people call it. */
  public static String name(double percentile) {
    return percentile == 100
        ? "most"
        : String.format(Locale.ROOT, "%.2f", percentile).replaceAll("[.]?0+$", "") + " %";
  }

  private static final class Drawing {
    private final List<Double> percentiles;
    private final List<Side> sides;
    private final double low;
    private final double high;
    private final double widest;

    Drawing(List<Double> percentiles, List<Side> sides) {
      this.percentiles = percentiles;
      this.sides = sides;
      low = all().map(Drawing::log).min().orElse(0);
      high = Math.max(low + 0.1, all().map(Drawing::log).max().orElse(0));
      widest =
          percentiles.stream()
              .filter(percentile -> percentile < 100)
              .mapToDouble(Drawing::nines)
              .max()
              .orElse(0);
    }

    private DoubleStream all() {
      return sides.stream()
          .flatMap(side -> side.milliseconds().stream())
          .mapToDouble(Double::doubleValue);
    }

    private static double log(double milliseconds) {
      return Math.log(Math.max(LEAST_MILLISECONDS, milliseconds));
    }

    private static double nines(double percentile) {
      return -Math.log10(1 - percentile / 100);
    }

    private double x(double percentile) {
      double nines = percentile < 100 ? nines(percentile) : widest + BEYOND;
      return LEFT + nines / (widest + BEYOND) * (RIGHT - LEFT);
    }

    private double y(double milliseconds) {
      return BOTTOM - (log(milliseconds) - low) / (high - low) * (BOTTOM - TOP);
    }

    LatencyCurves curves() {
      return new LatencyCurves(
          "Latencies by percentile. " + String.join("; ", sides.stream().map(Side::words).toList()),
          rows(),
          marked(percentiles).stream()
              .map(percentile -> new Chart.Column(x(percentile), name(percentile)))
              .toList(),
          apart());
    }

    /** Round numbers, not too near to each other. */
    private List<Chart.Row> rows() {
      var rows = new ArrayList<Chart.Row>();
      for (int power = -3; power < 9; power++) {
        for (int digit : new int[] {1, 2, 5}) {
          BigDecimal round = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
          double at = y(round.doubleValue());
          if (at >= TOP - 1
              && at <= BOTTOM + 1
              && (rows.isEmpty() || rows.getLast().y() - at > LABEL_HEIGHT)) {
            rows.add(new Chart.Row(at, round.toPlainString()));
          }
        }
      }
      return rows;
    }

    /** The curves in the order of the sides, with names that don't lie on each other. */
    private List<Curve> apart() {
      var labels = new double[sides.size()];
      double free = Double.NEGATIVE_INFINITY;
      for (int side :
          IntStream.range(0, sides.size())
              .boxed()
              .sorted(Comparator.comparingDouble(this::end))
              .toList()) {
        labels[side] = Math.max(end(side), free);
        free = labels[side] + LABEL_HEIGHT;
      }
      var curves = new ArrayList<Curve>();
      for (int side = 0; side < labels.length; side++) {
        Side of = sides.get(side);
        curves.add(new Curve(of.style(), of.label(), path(of), labels[side] + 4, of.words()));
      }
      return curves;
    }

    private double end(int side) {
      return y(sides.get(side).milliseconds().getLast());
    }

    private String path(Side side) {
      var path = new StringBuilder();
      for (int i = 0; i < percentiles.size(); i++) {
        path.append(
            String.format(
                Locale.ROOT,
                "%s%.1f %.1f",
                i == 0 ? "M" : "L",
                x(percentiles.get(i)),
                y(side.milliseconds().get(i))));
      }
      return path.toString();
    }
  }
}
