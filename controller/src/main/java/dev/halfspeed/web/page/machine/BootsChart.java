package dev.halfspeed.web.page.machine;

import dev.halfspeed.web.page.Chart;
import dev.halfspeed.web.page.Scale;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a check's runs, boot by boot, as shapes. Lengths are pixels of the drawing.
 *
 * @param description in words
 * @param rows marks of the vertical axis
 * @param dots a run each, later boots further right
 */
public record BootsChart(String description, List<Chart.Row> rows, List<Chart.Mark> dots) {
  /** Of the drawing. */
  public static final int WIDTH = 900;

  /** Of the drawing. */
  public static final int HEIGHT = 220;

  /** Where the dots begin. */
  public static final int LEFT = 84;

  private static final int TOP = 16;
  private static final int BOTTOM = HEIGHT - 14;

  public BootsChart {
    rows = List.copyOf(rows);
    dots = List.copyOf(dots);
  }

  /** The chart of some boots; absent where none has a value. */
  static @Nullable BootsChart of(List<List<Double>> boots, String metric, String unit) {
    List<Double> all = boots.stream().flatMap(List::stream).filter(Double::isFinite).toList();
    if (all.isEmpty()) {
      return null;
    }
    double least = all.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = all.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    Scale scale = Scale.of(least, most, 4, BOTTOM, TOP);
    double step = (double) (WIDTH - LEFT - 14) / boots.size();
    var dots = new ArrayList<Chart.Mark>();
    for (int boot = 0; boot < boots.size(); boot++) {
      for (double value : boots.get(boot)) {
        if (Double.isFinite(value)) {
          double y = scale.at(value);
          dots.add(
              new Chart.Mark(
                  LEFT + (boot + 0.5) * step,
                  y,
                  y,
                  y,
                  "boot " + (boot + 1) + ": " + Show.value(value, unit)));
        }
      }
    }
    return new BootsChart(
        "%s of %s in %s, from %s to %s"
            .formatted(
                Show.line(metric),
                Show.count(all.size(), "run"),
                Show.count(boots.size(), "boot"),
                Show.value(least, unit),
                Show.value(most, unit)),
        scale.marks().stream()
            .map(mark -> new Chart.Row(scale.at(mark), scale.words(mark)))
            .toList(),
        dots);
  }
}
