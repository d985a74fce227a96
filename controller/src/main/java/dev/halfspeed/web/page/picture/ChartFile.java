package dev.halfspeed.web.page.picture;

import dev.halfspeed.report.Printable;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Templates;
import java.util.List;
import java.util.Locale;

/** A chart that stands alone: with a title, what its shapes mean, and its style inside. */
public final class ChartFile {
  private static final Templates TEMPLATES = new Templates();
  private static final ChartStyle STYLE = ChartStyle.ofPages();
  private static final int MARGIN = 16;
  private static final int HEAD = 54;
  private static final int LINE = 18;

  /** Of a letter, on average, in the size of legends. */
  private static final double LETTER = 6.8;

  private static final int SHAPE = 20;
  private static final int MOST = 120;

  private ChartFile() {}

  /**
   * What a shape means.
   *
   * @param shape classes of its style
   * @param path its outline, in a square of 14
   */
  public record Meaning(String shape, String path, String words) {}

  /**
   * The picture in SVG.
   *
   * @param title what it shows
   * @param note below the title
   * @param chart writes the chart alone
   * @param width of the chart, like {@code height}
   * @param meanings what its shapes mean
   */
  public static String svg(
      String title, String note, Page chart, int width, int height, List<Meaning> meanings) {
    var legend = new StringBuilder();
    double x = MARGIN;
    int lines = meanings.isEmpty() ? 0 : 1;
    for (Meaning meaning : meanings) {
      double room = SHAPE + LETTER * meaning.words().length() + MARGIN;
      if (x + room > width) {
        x = MARGIN;
        lines++;
      }
      double y = HEAD + height + LINE * (lines - 1.0);
      legend.append(
          String.format(
              Locale.ROOT,
              "<g transform=\"translate(%.0f %.0f)\">%s<text x=\"%d\" y=\"11\" font-size=\"12\""
                  + " fill=\"#59636e\">%s</text></g>%n",
              x,
              y,
              STYLE.applied(
                  "<path class=\"%s\" d=\"%s\"/>".formatted(meaning.shape(), meaning.path())),
              SHAPE,
              escaped(meaning.words())));
      x += room;
    }
    int whole = HEAD + height + LINE * lines + MARGIN;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s" font-family="DejaVu Sans, Verdana, sans-serif">
    <rect width="%d" height="%d" fill="#fff"/>
    <text x="%d" y="22" font-size="15" font-weight="600" fill="#1a1f26">%s</text>
    <text x="%d" y="42" font-size="12" fill="#59636e">%s</text>
    <g transform="translate(0 %d)">%s</g>
    %s</svg>
    """
        .formatted(
            width,
            whole,
            width,
            whole,
            escaped(title),
            width,
            whole,
            MARGIN,
            escaped(title),
            MARGIN,
            escaped(note),
            HEAD,
            STYLE.applied(TEMPLATES.write(chart)).strip(),
            legend);
  }

  private static String escaped(String text) {
    return Printable.line(text, MOST)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
