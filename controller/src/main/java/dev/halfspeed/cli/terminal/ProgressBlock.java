package dev.halfspeed.cli.terminal;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The few lines at the foot of a terminal that show where a bisection stands. */
public final class ProgressBlock {
  private static final int MACHINES = 6;
  private static final int SUSPECTS = 3;

  private ProgressBlock() {}

  /** How a line looks where colours may be used. */
  enum Style {
    PLAIN(""),
    STRONG("\u001b[1m"),
    FAINT("\u001b[2m");

    private final String start;

    Style(String start) {
      this.start = start;
    }

    /** The text in this style. */
    String paint(String text) {
      return start.isEmpty() ? text : start + text + "\u001b[0m";
    }
  }

  /** A line of at most the terminal's width. */
  public record Line(Style style, String text) {}

  /**
   * Draws a view.
   *
   * @param blocks whether the terminal shows block characters
   */
  public static List<Line> lines(BisectionView view, Instant now, Tty.Size size, boolean blocks) {
    int width = size.columns() - 1;
    List<Line> lines = new ArrayList<>();
    add(lines, Style.STRONG, heading(view, now, width, blocks), width);
    BisectionView.Forecast forecast = view.progress().forecast();
    if (forecast != null) {
      add(lines, Style.PLAIN, "  " + ahead(forecast, view.request()), width);
    }
    int machines = Math.min(MACHINES, Math.max(1, size.rows() - 9));
    for (BisectionView.Activity activity : view.activities().stream().limit(machines).toList()) {
      add(lines, Style.PLAIN, "  " + activity(activity, now), width);
    }
    if (view.activities().size() > machines) {
      int more = view.activities().size() - machines;
      add(lines, Style.FAINT, "  and " + Words.count(more, "more machine"), width);
    }
    for (String suspect : suspects(view)) {
      add(lines, Style.PLAIN, suspect, width);
    }
    String known = known(view.progress());
    if (!known.isEmpty()) {
      add(lines, Style.FAINT, "  " + known, width);
    }
    add(lines, Style.FAINT, "  " + view.page(), width);
    int most = Math.max(1, size.rows() - 2);
    return lines.size() <= most ? lines : lines.subList(0, most);
  }

  private static void add(List<Line> lines, Style style, String text, int width) {
    lines.add(new Line(style, Text.fit(text, width)));
  }

  private static String heading(BisectionView view, Instant now, int width, boolean blocks) {
    BisectionView.Progress progress = view.progress();
    int candidates = view.request().candidates();
    String words =
        progress.remaining()
            + " of "
            + Words.count(candidates, "suspect")
            + " left, "
            + Words.between(view.createdAt(), now)
            + " so far";
    int cells = Math.min(24, width - words.length() - progress.phase().length() - 4);
    String bar = cells < 6 ? "" : bar(progress.remaining(), candidates, cells, blocks) + "  ";
    return progress.phase() + "  " + bar + words;
  }

  /** Full when one suspect is left; equal steps are equal amounts of information. */
  static String bar(int remaining, int candidates, int cells, boolean blocks) {
    double open = Math.log(Math.max(1, remaining)) / Math.log(Math.max(2, candidates));
    int full = (int) Math.round(cells * (1 - Math.clamp(open, 0, 1)));
    return (blocks ? "\u2588" : "#").repeat(full) + (blocks ? "\u2591" : ".").repeat(cells - full);
  }

  private static String activity(BisectionView.Activity activity, Instant now) {
    BisectionView.Commit commit = activity.commit();
    return activity.machine()
        + "  "
        + activity.doing()
        + " "
        + Words.between(activity.since(), now)
        + Narrator.part(activity)
        + (commit == null ? "" : "  " + Text.commit(commit));
  }

  private static List<String> suspects(BisectionView view) {
    List<String> lines = new ArrayList<>();
    List<BisectionView.Suspect> likely =
        view.suspects().stream()
            .sorted(Comparator.comparingDouble(BisectionView.Suspect::probability).reversed())
            .filter(suspect -> suspect.probability() >= 0.005)
            .limit(SUSPECTS)
            .toList();
    for (BisectionView.Suspect suspect : likely) {
      lines.add(
          (lines.isEmpty() ? "  most likely  " : "               ")
              + String.format("%-5s", Words.probability(suspect.probability()))
              + "  "
              + Text.commit(suspect.commit()));
    }
    return lines;
  }

  private static String ahead(BisectionView.Forecast forecast, BisectionView.Request request) {
    Double resolvable = forecast.resolvable();
    return Words.ahead(forecast, request.maximumBoots())
        + (resolvable == null ? "" : "; finds " + Words.found(request, resolvable));
  }

  private static String known(BisectionView.Progress progress) {
    List<String> parts = new ArrayList<>();
    BisectionView.Change effect = progress.effect();
    if (effect != null) {
      parts.add("effect " + Words.change(effect));
    }
    Double noise = progress.noise();
    if (noise != null) {
      parts.add("noise " + Narrator.noise(noise));
    }
    if (progress.boots() > 0 || progress.builds() > 0) {
      parts.add(
          Words.count(progress.boots(), "boot") + ", " + Words.count(progress.builds(), "build"));
    }
    return String.join(", ", parts);
  }
}
