package dev.halfspeed.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** What contestants take of boots and hours, as multiples of the limit, in one scenario. */
final class LimitPlot {
  private static final int ROW = 26;

  /** Room for the contestants' names. */
  private static final int NAMES = 150;

  private LimitPlot() {}

  static String svg(List<ScenarioResult> results, List<String> contestants) {
    var plot =
        new Plot(
            NAMES,
            Plot.TOP + Plot.BOTTOM + ROW * results.size(),
            "Boots (upper bar) and hours (lower), by the limit");
    if (!Double.isFinite(results.getFirst().limit().boots())) {
      plot.text(plot.x(0), plot.y(0.5), "", "no regression, no limit");
      return plot.end();
    }
    double most =
        results.stream()
            .flatMapToDouble(result -> DoubleStream.of(result.overLimit(), result.overWallLimit()))
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    double step = most > 20 ? 10 : most > 8 ? 5 : most > 3 ? 2 : 1;
    for (double mark = 0; mark <= most; mark += step) {
      plot.xMark(mark / most, String.format(Locale.ROOT, "%.0f", mark));
    }
    if (most > 1) {
      plot.line("limit", plot.x(1 / most), plot.y(0), plot.x(1 / most), plot.y(1));
    }
    plot.xName("times the limit");
    for (int row = 0; row < results.size(); row++) {
      ScenarioResult result = results.get(row);
      String style =
          "c"
              + contestants.indexOf(result.contestant())
              + (ResultTable.accurate(result) ? "" : " pale");
      double top = Plot.TOP + ROW * row + 3;
      plot.text(NAMES - 8, top + 13, "end", result.title());
      bar(plot, style, top, result.overLimit() / most, result.title(), result.overLimit());
      bar(
          plot,
          style,
          top + 10,
          result.overWallLimit() / most,
          result.title(),
          result.overWallLimit());
    }
    return plot.end();
  }

  private static void bar(
      Plot plot, String style, double top, double part, String title, double times) {
    if (Double.isFinite(part)) {
      plot.bar(
          style,
          plot.x(0),
          top,
          plot.x(part) - plot.x(0),
          8,
          String.format(Locale.ROOT, "%s: %.2f times the limit", title, times));
    }
  }
}
