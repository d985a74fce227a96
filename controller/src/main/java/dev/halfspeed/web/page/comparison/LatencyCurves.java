package dev.halfspeed.web.page.comparison;

import dev.halfspeed.report.ComparisonText;
import dev.halfspeed.report.ComparisonView;
import dev.halfspeed.report.Words;
import dev.halfspeed.web.page.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of all transactions of each variant by percentile, as HdrHistogram's plots have them:
 * each step to the right of the horizontal axis is ten times rarer; the vertical axis is
 * logarithmic. Lengths are pixels of the drawing.
 *
 * @param description in words
 * @param rows milliseconds
 * @param columns percentiles
 */
public record LatencyCurves(
    String description, List<Chart.Row> rows, List<Chart.Column> columns, List<Curve> curves) {
  /** Of the drawing. */
  public static final int WIDTH = 900;

  /** Of the drawing. */
  public static final int HEIGHT = 320;

  /** Of the panel. */
  public static final int LEFT = 76;

  /** Of the panel: what is right of it names curves. */
  public static final int RIGHT = WIDTH - 40;

  /** Of the panel. */
  public static final int TOP = 28;

  /** Of the panel. */
  public static final int BOTTOM = HEIGHT - 46;

  private static final double LEAST_MILLISECONDS = 0.001;
  private static final double LABEL_HEIGHT = 14;

  public LatencyCurves {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    curves = List.copyOf(curves);
  }

  /**
   * A variant's curve.
   *
   * @param number from 0: decides how its line is drawn
   * @param path of its line, as the data of an SVG path
   * @param labelY so that neighbours' letters don't lie on each other
   */
  public record Curve(int number, String letter, String path, double labelY, String words) {}

  /** The chart; absent where nothing was measured. */
  static @Nullable LatencyCurves of(ComparisonView view) {
    ComparisonView.Latencies latencies = view.latencies();
    if (latencies == null || latencies.milliseconds().stream().allMatch(List::isEmpty)) {
      return null;
    }
    // The most of all transactions is no percentile that another day would show again.
    List<Double> percentiles =
        latencies.percentiles().stream().filter(percentile -> percentile < 100).toList();
    double low =
        latencies.milliseconds().stream()
            .flatMap(of -> of.stream().limit(percentiles.size()))
            .mapToDouble(LatencyCurves::log)
            .min()
            .orElseThrow();
    double high =
        Math.max(
            low + 0.05,
            latencies.milliseconds().stream()
                .flatMap(of -> of.stream().limit(percentiles.size()))
                .mapToDouble(LatencyCurves::log)
                .max()
                .orElseThrow());
    double last = rarity(percentiles.getLast());
    var curves = new ArrayList<Curve>();
    for (int variant = 0; variant < latencies.milliseconds().size(); variant++) {
      List<Double> of = latencies.milliseconds().get(variant);
      if (of.isEmpty()) {
        continue;
      }
      var path = new StringBuilder();
      for (int place = 0; place < percentiles.size(); place++) {
        path.append(place == 0 ? "M" : "L")
            .append(Chart.px(x(percentiles.get(place), last)))
            .append(' ')
            .append(Chart.px(y(of.get(place), low, high)));
      }
      curves.add(
          new Curve(
              variant,
              BootsPlot.letter(variant),
              path.toString(),
              y(of.get(percentiles.size() - 1), low, high),
              String.format(
                  Locale.ROOT,
                  "%s, %,d transactions",
                  ComparisonText.name(view.variants().get(variant).name()),
                  latencies.transactions().get(variant))));
    }
    return new LatencyCurves(
        "Latency by percentile of " + String.join("; ", curves.stream().map(Curve::words).toList()),
        rows(low, high),
        percentiles.stream()
            .filter(percentile -> percentile != 95 && percentile != 99.5 && percentile != 99.95)
            .map(percentile -> new Chart.Column(x(percentile, last), name(percentile)))
            .toList(),
        apart(curves));
  }

  /** Moves letters down that would lie on others. */
  private static List<Curve> apart(List<Curve> curves) {
    var placed = new ArrayList<Curve>();
    double free = 0;
    for (Curve curve :
        curves.stream()
            .sorted((one, other) -> Double.compare(one.labelY(), other.labelY()))
            .toList()) {
      double at = Math.max(curve.labelY(), free);
      free = at + LABEL_HEIGHT;
      placed.add(new Curve(curve.number(), curve.letter(), curve.path(), at, curve.words()));
    }
    return placed;
  }

  private static List<Chart.Row> rows(double low, double high) {
    var rows = new ArrayList<Chart.Row>();
    for (int power = -3; power < 7; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        double milliseconds = digit * Math.pow(10, power);
        double log = log(milliseconds);
        if (log >= low && log <= high) {
          rows.add(
              new Chart.Row(y(milliseconds, low, high), Words.value(milliseconds, "") + " ms"));
        }
      }
    }
    return rows;
  }

  private static String name(double percentile) {
    return percentile == 0
        ? "least"
        : String.format(Locale.ROOT, "%.2f", percentile).replaceAll("[.]?0+$", "") + " %";
  }

  private static double rarity(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private static double x(double percentile, double last) {
    return LEFT + (RIGHT - LEFT) * rarity(percentile) / Math.max(last, 1e-9);
  }

  private static double y(double milliseconds, double low, double high) {
    return BOTTOM - (BOTTOM - TOP) * (log(milliseconds) - low) / (high - low);
  }

  private static double log(double milliseconds) {
    return Math.log(Math.max(LEAST_MILLISECONDS, milliseconds));
  }
}
