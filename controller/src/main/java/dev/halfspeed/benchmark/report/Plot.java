package dev.halfspeed.benchmark.report;

import java.util.Locale;

/** An SVG picture in the making: axes with names, marks, and text that is safe in a page. */
final class Plot {
  static final int WIDTH = 520;
  static final int RIGHT = 26;
  static final int TOP = 26;
  static final int BOTTOM = 44;

  private final int left;
  private final int height;
  private final StringBuilder svg = new StringBuilder();

  /**
   * Begins one.
   *
   * @param left room for what stands left of the axis
   */
  Plot(int left, int height, String title) {
    this.left = left;
    this.height = height;
    add(
        String.format(
            Locale.ROOT,
            "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"%s\">\n",
            WIDTH,
            height,
            ResultPage.escape(title)));
    text(left, 15, "strong", title);
  }

  /** From 0 to 1 along the picture's width. */
  double x(double part) {
    return left + part * (WIDTH - left - RIGHT);
  }

  /** From 0 at the bottom to 1 at the top. */
  double y(double part) {
    return height - BOTTOM - part * (height - BOTTOM - TOP);
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    add(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  void dot(String style, double x, double y, double radius, String tip) {
    add(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>\n",
            style,
            x,
            y,
            radius,
            ResultPage.escape(tip)));
  }

  void bar(String style, double x, double y, double width, double thickness, String tip) {
    add(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                + "<title>%s</title></rect>\n",
            style,
            x,
            y,
            Math.max(0.5, width),
            thickness,
            ResultPage.escape(tip)));
  }

  void text(double x, double y, String style, String text) {
    add(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", style, x, y));
    svg.append(ResultPage.escape(text)).append("</text>\n");
  }

  /** A mark on the axis along the width, with its line. */
  void xMark(double part, String text) {
    line("grid", x(part), y(0), x(part), y(1));
    text(x(part), height - BOTTOM + 16, "middle", text);
  }

  /** A mark on the axis upwards, with its line. */
  void yMark(double part, String text) {
    line("grid", x(0), y(part), x(1), y(part));
    text(left - 6, y(part) + 4, "end", text);
  }

  void xName(String name) {
    text(x(0.5), height - 8, "middle axis-name", name);
  }

  String end() {
    return svg + "</svg>\n";
  }

  private void add(String text) {
    svg.append(text);
  }
}
