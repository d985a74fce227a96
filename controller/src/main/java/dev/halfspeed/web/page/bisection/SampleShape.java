package dev.halfspeed.web.page.bisection;

import dev.halfspeed.web.page.Chart;

/** Shapes of samples: purposes differ by shape, not by colour alone. */
final class SampleShape {
  private SampleShape() {}

  /** The outline of a sample as the data of an SVG path. */
  static String path(String kind, double x, double y) {
    String at = "M" + Chart.px(x) + " ";
    return switch (kind) {
      case "calibration" -> at(x - 3.5, y - 3.5) + "h7v7h-7z";
      case "drift" -> at + Chart.px(y - 5.5) + "l5.5 5.5l-5.5 5.5l-5.5-5.5z";
      case "proof" -> at + Chart.px(y - 5.5) + "l5.4 9.5h-10.8z";
      case "revert" -> at + Chart.px(y + 5.5) + "l5.4-9.5h-10.8z";
      case "options" -> at(x - 2, y - 5.5) + "h4v3.5h3.5v4h-3.5v3.5h-4v-3.5h-3.5v-4h3.5z";
      case "skip" -> at(x - 4, y - 4) + "l8 8m0-8l-8 8";
      default -> at(x - 4, y) + "a4 4 0 1 0 8 0a4 4 0 1 0-8 0";
    };
  }

  private static String at(double x, double y) {
    return "M" + Chart.px(x) + " " + Chart.px(y);
  }
}
