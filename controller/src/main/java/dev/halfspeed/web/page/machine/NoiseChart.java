package dev.halfspeed.web.page.machine;

import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.web.page.Chart;
import dev.halfspeed.web.page.Scale;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine's noise between boots over its checks, as shapes. Lengths are pixels of the drawing.
 *
 * @param description in words
 * @param rows marks of the vertical axis, in per cent
 * @param marks the newest further right
 */
public record NoiseChart(String description, List<Chart.Row> rows, List<Chart.Mark> marks) {
  /** Of the drawing. */
  public static final int WIDTH = 900;

  /** Of the drawing. */
  public static final int HEIGHT = 170;

  /** Where the marks begin. */
  public static final int LEFT = 64;

  private static final int TOP = 16;
  private static final int BOTTOM = HEIGHT - 14;

  public NoiseChart {
    rows = List.copyOf(rows);
    marks = List.copyOf(marks);
  }

  /**
   * The chart of some checks; absent where none of them has figures.
   *
   * @param checks the newest first
   */
  static @Nullable NoiseChart of(List<CheckView> checks) {
    List<CheckView> measured =
        checks.reversed().stream().filter(check -> check.noise() != null).toList();
    if (measured.isEmpty()) {
      return null;
    }
    double most = 0;
    for (CheckView check : measured) {
      most = Math.max(most, Objects.requireNonNull(check.noise()).high());
    }
    Scale scale = Scale.of(0, 100 * most, 4, BOTTOM, TOP);
    var marks = new ArrayList<Chart.Mark>();
    double step = (double) (WIDTH - LEFT - 14) / measured.size();
    for (CheckView check : measured) {
      CheckView.Deviation noise = Objects.requireNonNull(check.noise());
      marks.add(
          new Chart.Mark(
              LEFT + (marks.size() + 0.5) * step,
              scale.at(100 * noise.fraction()),
              scale.at(100 * noise.low()),
              scale.at(100 * noise.high()),
              Show.day(Objects.requireNonNullElse(check.endedAt(), check.startedAt()))
                  + ": "
                  + MachineCard.deviation(noise)));
    }
    return new NoiseChart(
        "Noise between boots in "
            + Show.count(measured.size(), "check")
            + ", the last one "
            + MachineCard.deviation(Objects.requireNonNull(measured.getLast().noise())),
        scale.marks().stream()
            .filter(mark -> mark >= 0)
            .map(mark -> new Chart.Row(scale.at(mark), scale.words(mark) + " %"))
            .toList(),
        marks);
  }
}
