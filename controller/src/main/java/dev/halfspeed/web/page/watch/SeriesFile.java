package dev.halfspeed.web.page.watch;

import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.web.page.Chart;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.picture.ChartFile;
import java.util.List;
import java.util.Optional;

/** The chart of a series as a file of its own. */
public record SeriesFile(Chart chart) implements Page {
  /** The picture in SVG; empty where this part of the series has no point. */
  public static Optional<String> svg(SeriesView view) {
    return view.points().isEmpty()
        ? Optional.empty()
        : Optional.of(
            ChartFile.svg(
                "%s of %s in %s, on %s"
                    .formatted(view.metric(), view.recipe(), view.line(), view.machineClass()),
                Show.day(view.from())
                    + " to "
                    + Show.day(view.until())
                    + ", each kernel against the reference in the same block, with 95 % intervals",
                new SeriesFile(SeriesChart.of(view)),
                Chart.WIDTH,
                Chart.HEIGHT,
                List.of()));
  }

  @Override
  public String title() {
    return Show.line(chart.name());
  }

  @Override
  public String template() {
    return "seriesfile.jte";
  }
}
