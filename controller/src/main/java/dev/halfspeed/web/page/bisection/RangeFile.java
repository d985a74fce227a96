package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.picture.ChartFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The chart of a bisection as a file of its own. */
public record RangeFile(RangePlot plot) implements Page {
  /**
   * The picture in SVG; empty where nothing has been measured.
   *
   * @param isZoomed only the stretch where the suspects are
   * @param graph of that stretch; absent where it is not known
   */
  public static Optional<String> svg(
      BisectionView view, boolean isZoomed, @Nullable RangeGraphView graph, Instant now) {
    return RangeChart.of(view, MeasuredCommits.of(view), isZoomed, graph)
        .map(plot ->
            ChartFile.svg(
                "%s of %s, bisection %s"
                    .formatted(view.request().metric(), view.request().recipe(), view.id()),
                BisectionAnswer.of(view, now).headline(),
                new RangeFile(plot),
                RangePlot.WIDTH,
                plot.height(),
                meanings(plot)));
  }

  private static List<ChartFile.Meaning> meanings(RangePlot plot) {
    var meanings = new ArrayList<ChartFile.Meaning>();
    for (RangePlot.Cloud shape : plot.legend()) {
      meanings.add(
          new ChartFile.Meaning(
              shape.kind().equals("skip") ? "skip" : "dot " + shape.kind(),
              shape.path(),
              shape.words()));
    }
    meanings.add(new ChartFile.Meaning("bar", "M3 2h8v12h-8z", "Probability"));
    if (!plot.gap().isEmpty()) {
      meanings.add(
          new ChartFile.Meaning(
              "gap", "M0 0h14v14h-14z", "Not measured, around the most probable one"));
    }
    if (plot.lanes() != null) {
      meanings.add(new ChartFile.Meaning("lane-merge", "M7 2l5 5l-5 5l-5 -5z", "Merge"));
    }
    return meanings;
  }

  @Override
  public String title() {
    return Show.line(plot.name());
  }

  @Override
  public String template() {
    return "rangefile.jte";
  }
}
