package dev.halfspeed.web.page.bisection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every sample of a bisection over its range as shapes: what a template writes as SVG. Lengths are
 * pixels of the drawing, {@link #WIDTH} wide. Names of levels stand beside the plot and those of
 * culprits above it, so that none lies on another.
 *
 * @param name of the vertical axis
 * @param description the chart in words, for those who can't see it
 * @param rows horizontal lines with what they stand for
 * @param columns places of the range along the bottom
 * @param levels where boots of the ends are expected
 * @param gap commits that were not measured around the most probable one; absent where none are
 * @param dots samples, one each
 * @param clouds samples of a kind in one shape, where there are too many for one each
 * @param intervals means of commits with their 95 % intervals
 * @param skips commits that give no number
 * @param culprits lines at the culprits
 * @param bars the posterior below
 * @param top what the highest bar stands for; empty where there are none
 * @param lanes branches below the posterior; absent where there are none, or they are not known
 * @param legend what the shapes mean
 * @param note what is not in the picture; empty where all is
 */
public record RangePlot(
    String name,
    String description,
    List<Row> rows,
    List<Column> columns,
    List<Level> levels,
    List<Gap> gap,
    List<Dot> dots,
    List<Cloud> clouds,
    List<Interval> intervals,
    List<Dot> skips,
    List<Line> culprits,
    List<Bar> bars,
    String top,
    @Nullable Lanes lanes,
    List<Cloud> legend,
    String note) {
  /** Of the drawing. */
  public static final int WIDTH = 1000;

  /** Of a drawing without lanes. */
  private static final int PLAIN_HEIGHT = 430;

  /** Between the names of places and the lanes, and below these. */
  private static final int LANES_AIR = 14;

  /** Of both panels, like the next one. */
  public static final int LEFT = 76;

  /** Right of which only names of levels are. */
  public static final int RIGHT = WIDTH - 118;

  /** Of the samples' panel. */
  public static final int TOP = 58;

  /** Of the samples' panel. */
  public static final int BOTTOM = 288;

  /** Of the posterior's panel. */
  public static final int BARS_TOP = 318;

  /** Of the posterior's panel. */
  public static final int BARS_BOTTOM = 382;

  public RangePlot {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    levels = List.copyOf(levels);
    gap = List.copyOf(gap);
    dots = List.copyOf(dots);
    clouds = List.copyOf(clouds);
    intervals = List.copyOf(intervals);
    skips = List.copyOf(skips);
    culprits = List.copyOf(culprits);
    bars = List.copyOf(bars);
    legend = List.copyOf(legend);
  }

  /** Where lanes begin. */
  static double lanesTop() {
    return BARS_BOTTOM + 17.0 + LANES_AIR;
  }

  /** Of the drawing. */
  public int height() {
    return lanes == null
        ? PLAIN_HEIGHT
        : PLAIN_HEIGHT + LANES_AIR + (int) Math.ceil(lanes.height());
  }

  /**
   * Branches, as a commit graph draws them.
   *
   * @param edges lines from commits to their parents, as the data of an SVG path
   * @param commits a circle each, likewise
   * @param merges a shape each
   * @param top of the first lane
   * @param note how many merges there are, and what is not drawn
   */
  public record Lanes(
      String edges, String commits, List<Cloud> merges, double top, double height, String note) {
    public Lanes {
      merges = List.copyOf(merges);
    }
  }

  /** A horizontal line. */
  public record Row(double y, String words) {}

  /**
   * A place of the range.
   *
   * @param isEnd whether it is an end of it
   */
  public record Column(double x, String words, boolean isEnd) {}

  /**
   * A level.
   *
   * @param kind good or bad
   * @param top of the band in which 19 of 20 boots are, like {@code bottom}
   * @param labelY of its name, apart from that of the other one
   */
  public record Level(
      String kind, double y, double top, double bottom, double labelY, String label, String value) {
    /** How high the band is. */
    public double height() {
      return Math.max(0, bottom - top);
    }
  }

  /** Commits that were not measured. */
  public record Gap(double x, double width, String words) {}

  /**
   * A sample, or a commit without one.
   *
   * @param kind its purpose, which is its class
   * @param path the shape
   * @param words all of it, shown when somebody points there
   * @param address of the sample's values; empty for a commit without one
   */
  public record Dot(String kind, String path, String words, String address) {}

  /** Samples of one kind in one shape; or what a shape means. */
  public record Cloud(String kind, String path, String words) {}

  /** A mean with its interval. */
  public record Interval(double x, double y, double top, double bottom, String words) {}

  /**
   * A culprit.
   *
   * @param anchor start, middle or end: where the name lies, so that it stays inside
   */
  public record Line(double x, String anchor, double labelY, String label) {}

  /** A part of the range with its probability. */
  public record Bar(double x, double width, double y, String words) {
    /** How high it is. */
    public double height() {
      return BARS_BOTTOM - y;
    }
  }
}
