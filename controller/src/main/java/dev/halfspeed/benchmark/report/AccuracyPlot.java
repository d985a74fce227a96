package dev.halfspeed.benchmark.report;

import java.util.List;
import java.util.Locale;

/** How often contestants are right, against the hours that they take, in one scenario. */
final class AccuracyPlot {
  private AccuracyPlot() {}

  static String svg(List<ScenarioResult> results, List<String> contestants) {
    var plot = new Plot(58, 300, "Right, against hours");
    var hours =
        LogScale.around(results.stream().mapToDouble(result -> result.makespan().mean()).toArray());
    for (int percent = 0; percent <= 100; percent += 25) {
      plot.yMark(percent / 100.0, percent + " %");
    }
    hours.marks().forEach((at, mark) -> plot.xMark(at, mark));
    plot.xName("hours until the answer (mean, log scale)");
    plot.line(
        "wanted", plot.x(0), plot.y(ResultTable.ACCURATE), plot.x(1), plot.y(ResultTable.ACCURATE));
    double limit = results.getFirst().limit().hours();
    if (Double.isFinite(limit) && hours.contains(limit)) {
      plot.line(
          "limit", plot.x(hours.part(limit)), plot.y(0), plot.x(hours.part(limit)), plot.y(1));
    }
    for (ScenarioResult result : results) {
      double mean = result.makespan().mean();
      if (!Double.isFinite(mean)) {
        continue;
      }
      int color = contestants.indexOf(result.contestant());
      Proportion right = result.right();
      double x = plot.x(hours.part(mean));
      plot.line("whisker s" + color, x, plot.y(right.low()), x, plot.y(right.high()));
      plot.dot(
          "dot c" + color,
          x,
          plot.y(right.value()),
          6,
          String.format(
              Locale.ROOT, "%s: %.1f %% in %.2f h", result.title(), 100 * right.value(), mean));
    }
    return plot.end();
  }
}
