package dev.halfspeed.web.page;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Boots of several kernels: a lane for each kernel, boots from left to right in the order given, so
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

  /** Left and right of a lane's boots, as a part of its width, and at most in pixels. */
  private static final double AIR = 0.1;

  private static final double MOST_AIR = 10;

  public BootsPlot {
    rows = List.copyOf(rows);
    lanes = List.copyOf(lanes);
    dots = List.copyOf(dots);
  }

  /**
   * A kernel's part of the drawing.
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
   * @param address of its row in the table of boots
   * @param words all of it, shown when somebody points there
   */
  public record Dot(String address, double x, double y, String words) {}

  /** The boots of a kernel, in the order in which they are drawn. */
  public record Boots(String label, List<Boot> all) {
    public Boots {
      all = List.copyOf(all);
    }
  }

  /**
   * A boot that is to be drawn.
   *
   * @param address of its row in the table of boots
   * @param values of its runs, at least one
   */
  public record Boot(String address, List<Double> values, String words) {
    public Boot {
      values = List.copyOf(values);
    }

    double middle() {
      return median(values);
    }
  }

  /** The chart of some kernels; absent where none has a boot. */
  public static @Nullable BootsPlot of(String description, String name, List<Boots> kernels) {
    double[] middles =
        kernels.stream()
            .flatMap(boots -> boots.all().stream())
            .mapToDouble(Boot::middle)
            .sorted()
            .toArray();
    if (middles.length == 0) {
      return null;
    }
    Scale scale = Scale.of(middles[0], middles[middles.length - 1], 5, BOTTOM, TOP);
    var lanes = new ArrayList<Lane>();
    var dots = new ArrayList<Dot>();
    double width = (double) (RIGHT - LEFT) / kernels.size();
    double air = Math.min(MOST_AIR, AIR * width);
    for (Boots boots : kernels) {
      double left = LEFT + lanes.size() * width;
      int count = boots.all().size();
      for (int place = 0; place < count; place++) {
        Boot boot = boots.all().get(place);
        dots.add(
            new Dot(
                boot.address(),
                left + air + (place + 0.5) * (width - 2 * air) / count,
                scale.at(boot.middle()),
                boot.words()));
      }
      lanes.add(
          new Lane(
              boots.label(),
              left,
              left + width,
              count == 0
                  ? null
                  : scale.at(median(boots.all().stream().map(Boot::middle).toList()))));
    }
    return new BootsPlot(
        description,
        name,
        scale.marks().stream()
            .map(mark -> new Chart.Row(scale.at(mark), scale.words(mark)))
            .toList(),
        lanes,
        dots);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
