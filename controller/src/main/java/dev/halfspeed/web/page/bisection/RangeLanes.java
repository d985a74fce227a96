package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * The branches of a stretch of a range as lanes, as a commit graph draws them: the first-parent
 * line of the bad end on top, each branch below it from the commit on which it began to the merge
 * by which it came in. Pure geometry; lengths are pixels of the drawing.
 */
final class RangeLanes {
  /** More commits than that are too near to each other to be told apart. */
  static final int MOST_COMMITS = 200;

  private static final int MOST_LANES = 10;
  private static final double LANE_HEIGHT = 13;
  private static final double SLANT = 8;
  private static final double LARGEST = 3.4;

  /** No commit: the lane is free. */
  private static final int NONE = -2;

  private final RangeGraphView graph;
  private final IntToDoubleFunction x;
  private final double top;
  private final double left;
  private final double step;
  private final int[] lanes;

  /** For each lane the commit that it leads to. */
  private final List<Integer> heads = new ArrayList<>(List.of(NONE));

  private final StringBuilder edges = new StringBuilder();

  private RangeLanes(RangeGraphView graph, IntToDoubleFunction x, double left, double top) {
    this.graph = graph;
    this.x = x;
    this.left = left;
    this.top = top;
    step = x.applyAsDouble(1) - x.applyAsDouble(0);
    lanes = new int[graph.commits().size()];
  }

  /**
   * The lanes; empty where the stretch has a single one.
   *
   * @param x where a candidate is, -1 being the good end
   * @param left where what comes from before the stretch begins
   * @param top of the first lane
   */
  static Optional<RangePlot.Lanes> of(
      RangeGraphView graph, IntToDoubleFunction x, double left, double top) {
    return graph.commits().isEmpty()
        ? Optional.empty()
        : new RangeLanes(graph, x, left, top).draw();
  }

  private Optional<RangePlot.Lanes> draw() {
    List<Edge> pending = assign();
    int most = heads.size();
    if (most == 1) {
      return Optional.empty();
    }
    pending.forEach(this::write);
    double radius = Math.max(1.2, Math.min(LARGEST, step * 0.4));
    var dots = new StringBuilder();
    for (RangeGraphView.Commit commit : graph.commits()) {
      if (commit.parents().size() < 2) {
        dots.append(circle(x.applyAsDouble(commit.index()), y(laneOf(commit.index())), radius));
      }
    }
    var merges = new ArrayList<RangePlot.Cloud>();
    for (RangeGraphView.Commit commit : graph.commits()) {
      if (commit.parents().size() > 1) {
        merges.add(
            new RangePlot.Cloud(
                "merge",
                diamond(x.applyAsDouble(commit.index()), y(laneOf(commit.index())), radius + 1.4),
                words(commit)));
      }
    }
    int shown = Math.min(most, MOST_LANES);
    return Optional.of(
        new RangePlot.Lanes(
            edges.toString(),
            dots.toString(),
            merges,
            top,
            shown * LANE_HEIGHT,
            Show.count(merges.size(), "merge")
                + " in this stretch"
                + (most > MOST_LANES
                    ? "; branches beyond the %dth share the lowest lane".formatted(MOST_LANES)
                    : "")));
  }

  private String words(RangeGraphView.Commit commit) {
    String name = "Merge " + Show.commit(commit.id()) + ", number " + (commit.index() + 1);
    return graph.merges().stream()
        .filter(merge -> merge.index() == commit.index())
        .findFirst()
        .map(merge -> name + ": " + brought(merge))
        .orElse(name);
  }

  /** What came in by a merge, in words. */
  static String brought(RangeGraphView.Merge merge) {
    return merge.brought() == 1
        ? "1 commit came in by it, number %,d".formatted(merge.first() + 1)
        : "%s came in by it, from %,d to %,d%s"
            .formatted(
                Show.count(merge.brought(), "commit"),
                merge.first() + 1,
                merge.last() + 1,
                merge.last() - merge.first() + 1 > merge.brought() ? " with others between" : "");
  }

  /** A line from a commit to its parent; {@code parent} may lie before the stretch. */
  private record Edge(int child, int parent, boolean isFirst, int lane) {}

  private int laneOf(int index) {
    return lanes[index - graph.from()];
  }

  /** Gives each commit a lane, from the last one to the first. */
  private List<Edge> assign() {
    var pending = new ArrayList<Edge>();
    for (RangeGraphView.Commit commit : graph.commits().reversed()) {
      int index = commit.index();
      int lane = commit.isMainLine() ? 0 : taken(index);
      lanes[index - graph.from()] = lane;
      heads.replaceAll(head -> head == index ? NONE : head);
      if (commit.parents().isEmpty()) {
        pending.add(new Edge(index, -1, true, lane));
      }
      for (int number = 0; number < commit.parents().size(); number++) {
        int parent = commit.parents().get(number);
        boolean isFirst = number == 0;
        int on = isFirst ? lane : merged(parent);
        if (on > 0) {
          heads.set(on, parent);
        }
        pending.add(new Edge(index, parent, isFirst, on));
      }
    }
    return pending;
  }

  /** The lane that leads to a commit, or a free one. */
  private int taken(int index) {
    int known = heads.indexOf(index);
    return known > 0 ? known : free();
  }

  /** Where a branch that is merged lies: on its lane, or on a free one. */
  private int merged(int parent) {
    int known = heads.indexOf(parent);
    return known >= 0 ? known : free();
  }

  /** The highest lane that is free; the main line's is never. */
  private int free() {
    for (int lane = 1; lane < heads.size(); lane++) {
      if (heads.get(lane) == NONE) {
        return lane;
      }
    }
    heads.add(NONE);
    return heads.size() - 1;
  }

  private double y(int lane) {
    return top + (Math.min(lane, MOST_LANES - 1) + 0.5) * LANE_HEIGHT;
  }

  private void write(Edge edge) {
    double fromX = x.applyAsDouble(edge.child());
    double fromY = y(laneOf(edge.child()));
    boolean isInside = edge.parent() >= graph.from();
    boolean isGoodEnd = edge.parent() < 0 && graph.from() == 0;
    double toX = isInside || isGoodEnd ? Math.max(left, x.applyAsDouble(edge.parent())) : left;
    int lane = isInside ? laneOf(edge.parent()) : isGoodEnd ? 0 : edge.lane();
    double toY = y(lane);
    double slant = Math.min(SLANT, Math.max(1, Math.min(step, fromX - toX)));
    if (edge.isFirst()) {
      edges.append(
          fromY == toY
              ? String.format(Locale.ROOT, "M%.1f %.1fH%.1f", fromX, fromY, toX)
              : String.format(
                  Locale.ROOT, "M%.1f %.1fH%.1fL%.1f %.1f", fromX, fromY, toX + slant, toX, toY));
    } else {
      edges.append(
          String.format(
              Locale.ROOT, "M%.1f %.1fL%.1f %.1fH%.1f", fromX, fromY, fromX - slant, toY, toX));
    }
  }

  private static String circle(double x, double y, double radius) {
    return String.format(
        Locale.ROOT,
        "M%.1f %.1fa%.1f %.1f 0 1 0 %.1f 0a%.1f %.1f 0 1 0 %.1f 0",
        x - radius,
        y,
        radius,
        radius,
        2 * radius,
        radius,
        radius,
        -2 * radius);
  }

  private static String diamond(double x, double y, double size) {
    return String.format(
        Locale.ROOT,
        "M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz",
        x,
        y - size,
        size,
        size,
        -size,
        size,
        -size,
        -size);
  }
}
