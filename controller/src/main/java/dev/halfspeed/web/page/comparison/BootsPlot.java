package dev.halfspeed.web.page.comparison;

import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.web.page.Chart;
import dev.halfspeed.web.page.Scale;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Every boot of a comparison: a lane for each variant, boots from left to right as they ended, so
 * that a drift is seen. Lengths are pixels of the drawing.
 *
 * @param description in words
 * @param name of the vertical axis
 */
public record BootsPlot(
    String description, String name, List<Chart.Row> rows, List<Lane> lanes, List<Dot> dots) {
  /** Of the drawing. */
  public static final int WIDTH = 900;

  /** Of the drawing. */
  public static final int HEIGHT = 300;

  /** Where lanes begin. */
  public static final int LEFT = 76;

  /** Where lanes end. */
  public static final int RIGHT = WIDTH - 14;

  /** Of the lanes. */
  public static final int TOP = 28;

  /** Of the lanes. */
  public static final int BOTTOM = HEIGHT - 34;

  private static final String LETTERS = "ABCDEFGH";
  private static final double AIR = 10;

  public BootsPlot {
    rows = List.copyOf(rows);
    lanes = List.copyOf(lanes);
    dots = List.copyOf(dots);
  }

  /**
   * A variant's part of the drawing.
   *
   * @param middle of its median's line; absent where it has no boot
   */
  public record Lane(String label, double left, double right, @Nullable Double middle) {
    /** Where its label stands. */
    public double center() {
      return (left + right) / 2;
    }
  }

  /**
   * A boot.
   *
   * @param number as the table of boots numbers it
   * @param words all of it, shown when somebody points there
   */
  public record Dot(int number, double x, double y, String words) {}

  /** What stands for a variant in charts. */
  static String letter(int variant) {
    return LETTERS.substring(variant, variant + 1);
  }

  /** The chart of a comparison; absent while no boot counts. */
  static @Nullable BootsPlot of(ComparisonView view) {
    List<ComparisonView.Boot> boots =
        view.measured().stream().filter(boot -> !boot.values().isEmpty()).toList();
    if (boots.isEmpty()) {
      return null;
    }
    double least = boots.stream().mapToDouble(BootsPlot::middle).min().orElseThrow();
    double most = boots.stream().mapToDouble(BootsPlot::middle).max().orElseThrow();
    Scale scale = Scale.of(least, most, 5, BOTTOM, TOP);
    var lanes = new ArrayList<Lane>();
    var dots = new ArrayList<Dot>();
    double width = (double) (RIGHT - LEFT) / view.variants().size();
    for (int variant = 0; variant < view.variants().size(); variant++) {
      String name = view.variants().get(variant).name();
      double left = LEFT + variant * width;
      List<Integer> of =
          IntStream.range(0, view.measured().size())
              .filter(number -> view.measured().get(number).variant().equals(name))
              .filter(number -> !view.measured().get(number).values().isEmpty())
              .boxed()
              .toList();
      for (int place = 0; place < of.size(); place++) {
        ComparisonView.Boot boot = view.measured().get(of.get(place));
        dots.add(
            new Dot(
                boot.number(),
                left + AIR + (place + 0.5) * (width - 2 * AIR) / of.size(),
                scale.at(middle(boot)),
                words(view, boot)));
      }
      lanes.add(
          new Lane(
              letter(variant) + " " + ComparisonText.name(name),
              left,
              left + width,
              of.isEmpty()
                  ? null
                  : scale.at(
                      median(
                          of.stream()
                              .map(number -> middle(view.measured().get(number)))
                              .toList()))));
    }
    return new BootsPlot(
        "%s of %s: %s"
            .formatted(
                Show.line(view.metric()),
                Show.count(boots.size(), "boot"),
                String.join(" ", ComparisonText.sentences(view))),
        view.unit().equals("1/s")
            ? Show.line(view.metric())
            : Show.line(view.metric() + ", " + view.unit()),
        scale.marks().stream()
            .map(mark -> new Chart.Row(scale.at(mark), scale.words(mark)))
            .toList(),
        lanes,
        dots);
  }

  private static String words(ComparisonView view, ComparisonView.Boot boot) {
    return "boot %d, %s on %s, block %d: %s"
        .formatted(
            boot.number(),
            ComparisonText.name(boot.variant()),
            Show.line(boot.machine()),
            boot.block(),
            boot.values().stream()
                .map(value ->
                    Show.value(value, view.unit().equals("1/s") ? view.metric() : view.unit()))
                .collect(Collectors.joining(", ")));
  }

  private static double middle(ComparisonView.Boot boot) {
    return median(boot.values());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
