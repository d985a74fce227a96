package dev.halfspeed.benchmark.report;

import java.util.List;
import java.util.Locale;

/** How often answers are wrong against how often they say that they may be, on log scales. */
final class ReliabilityPlot {
  private static final LogScale WRONG = new LogScale(5e-4, 1);
  private static final double[] MARKS = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1};

  private ReliabilityPlot() {}

  static String svg(List<ScenarioResult> results, List<String> contestants) {
    var plot = new Plot(58, 380, "Wrong answers, stated and true");
    for (double mark : MARKS) {
      plot.xMark(WRONG.part(mark), percent(mark));
      plot.yMark(WRONG.part(mark), percent(mark));
    }
    plot.xName("stated chance to be wrong (log scale; what states less is at the edge)");
    plot.line("limit", plot.x(0), plot.y(0), plot.x(1), plot.y(1));
    for (int index = 0; index < contestants.size(); index++) {
      String name = contestants.get(index);
      for (Reliability bin : Reliability.bins(Reliability.judged(results, name))) {
        bin(plot, index, name, bin);
      }
    }
    return plot.end();
  }

  private static void bin(Plot plot, int color, String name, Reliability bin) {
    Proportion right = bin.right();
    double x = plot.x(WRONG.part(Math.max(1e-9, 1 - bin.stated())));
    plot.line(
        "whisker s" + color,
        x,
        plot.y(WRONG.part(Math.max(1e-9, 1 - right.high()))),
        x,
        plot.y(WRONG.part(Math.max(1e-9, 1 - right.low()))));
    plot.dot(
        "dot c" + color,
        x,
        plot.y(WRONG.part(Math.max(1e-9, 1 - right.value()))),
        4,
        String.format(
            Locale.ROOT,
            "%s: states %.2f %%, right %.2f %% of %d answers",
            name,
            100 * bin.stated(),
            100 * right.value(),
            right.trials()));
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, part < 0.01 ? "%.1f %%" : "%.0f %%", 100 * part);
  }
}
