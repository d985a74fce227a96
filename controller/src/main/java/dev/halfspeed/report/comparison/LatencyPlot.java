package dev.halfspeed.report.comparison;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.ComparisonView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Draws the latencies of variants as HdrHistogram's plots do, in letters: a line for each
 * percentile, on a logarithmic axis, so that a mailing list and a page show the same.
 */
final class LatencyPlot {
  private static final int WIDTH = 56;
  private static final int MARGIN = 10;
  private static final String LETTERS = "ABCDEFGH";
  private static final String SEVERAL = "*";
  private static final double LEAST = 0.001;

  private final ComparisonView view;
  private final ComparisonView.Latencies latencies;
  private final double low;
  private final double high;

  private LatencyPlot(ComparisonView view, ComparisonView.Latencies latencies) {
    this.view = view;
    this.latencies = latencies;
    double least = all(latencies).min().orElse(LEAST);
    double most = all(latencies).max().orElse(LEAST);
    low = Math.log(Math.max(LEAST, least));
    // One value alone is in the middle of nothing.
    high = Math.max(low + 0.1, Math.log(Math.max(LEAST, most)));
  }

  private static DoubleStream all(ComparisonView.Latencies latencies) {
    return latencies.milliseconds().stream().flatMap(List::stream).mapToDouble(Double::doubleValue);
  }

  /** The lines of the plot; none where no transaction was measured. */
  static List<String> lines(ComparisonView view) {
    ComparisonView.Latencies latencies = view.latencies();
    return latencies == null || all(latencies).findAny().isEmpty()
        ? List.of()
        : new LatencyPlot(view, latencies).draw();
  }

  private List<String> draw() {
    var lines = new ArrayList<String>();
    for (int variant = 0; variant < latencies.milliseconds().size(); variant++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s  %s, %,d transactions",
              LETTERS.charAt(variant),
              ComparisonText.name(view.variants().get(variant).name()),
              latencies.transactions().get(variant)));
    }
    lines.add("");
    lines.add(" ".repeat(MARGIN) + axis());
    for (int row = 0; row < latencies.percentiles().size(); row++) {
      lines.add(row(row));
    }
    return lines;
  }

  private String row(int row) {
    var marks = new StringBuilder(" ".repeat(WIDTH));
    var values = new StringBuilder();
    for (int variant = 0; variant < latencies.milliseconds().size(); variant++) {
      List<Double> of = latencies.milliseconds().get(variant);
      if (of.isEmpty()) {
        continue;
      }
      double value = of.get(row);
      int column = column(value);
      marks.replace(
          column,
          column + 1,
          marks.charAt(column) == ' ' ? LETTERS.substring(variant, variant + 1) : SEVERAL);
      values.append(
          String.format(Locale.ROOT, "  %s %s", LETTERS.charAt(variant), Words.value(value, "")));
    }
    return String.format(
        Locale.ROOT, "%8s |%s|%s", name(latencies.percentiles().get(row)), marks, values);
  }

  private static String name(double percentile) {
    if (percentile == 0) {
      return "least";
    }
    if (percentile == 100) {
      return "most";
    }
    String digits = String.format(Locale.ROOT, "%.2f", percentile).replaceAll("[.]?0+$", "");
    return digits + " %";
  }

  private int column(double milliseconds) {
    double part = (Math.log(Math.max(LEAST, milliseconds)) - low) / (high - low);
    return (int) Math.round(Math.clamp(part, 0, 1) * (WIDTH - 1));
  }

  /** The round numbers that lie on it, each beginning in its own column. */
  private String axis() {
    var axis = new StringBuilder(" ".repeat(WIDTH));
    int free = 0;
    for (int power = -3; power < 9; power++) {
      for (int digit : new int[] {1, 2, 5}) {
        BigDecimal round = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
        double tick = round.doubleValue();
        String words = round.toPlainString() + (free == 0 ? " ms" : "");
        int column = column(tick);
        boolean isInside = Math.log(tick) >= low - 1e-9 && Math.log(tick) <= high + 1e-9;
        if (isInside && column >= free && column + words.length() <= WIDTH) {
          axis.replace(column, column + words.length(), words);
          free = column + words.length() + 1;
        }
      }
    }
    return axis.toString().stripTrailing();
  }
}
