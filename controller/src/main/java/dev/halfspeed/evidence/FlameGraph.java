package dev.halfspeed.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Draws stacks as a flame graph (B. Gregg, The flame graph, Communications of the ACM 59, 2016), as
 * a picture in SVG without scripts or styles: what a function calls stands above it, as wide as the
 * time that it takes. Only of processors that had something to do.
 */
public final class FlameGraph {
  private static final int WIDTH = 1200;
  private static final int ROW = 16;
  private static final int TOP = 44;
  private static final int MARGIN = 8;

  /** Of a letter, in a font of 11 pixels whose letters are equally wide. */
  private static final double LETTER = 6.7;

  /** Frames that are narrower are left out. */
  private static final double LEAST_SHARE = 0.001;

  /** More frames than that are left out too, the narrowest first. */
  private static final int MOST_FRAMES = 1500;

  private static final int LONGEST_NAME = 200;

  private final String title;
  private final String description;
  private final Frame root;
  private final long all;
  private final boolean hasOther;
  private final long others;
  private double least;

  private FlameGraph(
      String title, String description, FoldedStacks stacks, FoldedStacks other, boolean hasOther) {
    this.title = title;
    this.description = description;
    this.hasOther = hasOther;
    all = Math.max(1, stacks.busySamples());
    others = Math.max(1, other.busySamples());
    least = LEAST_SHARE * all;
    root = new Frame("all", stacks.busy(), other.busy(), 0, least);
  }

  /** The picture of one profile: functions of the kernel in one colour, others in another. */
  public static String of(FoldedStacks stacks, String title) {
    return new FlameGraph(
            title,
            "Width is time; what a function calls stands above it. Kernel orange, programs blue.",
            stacks,
            FoldedStacks.of(List.of()),
            false)
        .svg();
  }

  /**
   * The picture of one profile, coloured by how it differs from another.
   *
   * @param other whose shares are told beside
   */
  public static String difference(FoldedStacks stacks, FoldedStacks other, String title) {
    return new FlameGraph(
            title,
            "Width is time of the second. Red takes more of it than in the first, blue less.",
            stacks,
            other,
            true)
        .svg();
  }

  /** A function as it was called. */
  private static final class Frame {
    private final String name;
    private final Map<String, Frame> calls = new TreeMap<>();
    private final long samples;
    private final long otherSamples;

    /**
     * Takes the stacks in which it was called so.
     *
     * @param depth how many frames they share
     * @param least what it calls for fewer samples is left out
     */
    Frame(
        String name,
        List<FoldedStacks.Stack> stacks,
        List<FoldedStacks.Stack> others,
        int depth,
        double least) {
      this.name = name;
      samples = samples(stacks);
      otherSamples = samples(others);
      Map<String, List<FoldedStacks.Stack>> ofOthers = called(others, depth);
      called(stacks, depth)
          .forEach((next, in) -> {
            if (samples(in) >= least) {
              List<FoldedStacks.Stack> inOthers = ofOthers.getOrDefault(next, List.of());
              calls.put(next, new Frame(next, in, inOthers, depth + 1, least));
            }
          });
    }

    private static long samples(List<FoldedStacks.Stack> stacks) {
      return stacks.stream().mapToLong(FoldedStacks.Stack::samples).sum();
    }

    /** Stacks that go on, by what is called next. */
    private static Map<String, List<FoldedStacks.Stack>> called(
        List<FoldedStacks.Stack> stacks, int depth) {
      return stacks.stream()
          .filter(stack -> stack.frames().size() > depth)
          .collect(Collectors.groupingBy(stack -> stack.frames().get(depth)));
    }

    int height(double least) {
      int height = 0;
      for (Frame call : calls.values()) {
        if (call.samples >= least) {
          height = Math.max(height, 1 + call.height(least));
        }
      }
      return height;
    }

    void widths(List<Long> widths) {
      widths.add(samples);
      calls.values().forEach(call -> call.widths(widths));
    }
  }

  private String svg() {
    var widths = new ArrayList<Long>();
    root.widths(widths);
    if (widths.size() > MOST_FRAMES) {
      widths.sort(Comparator.reverseOrder());
      least = Math.max(least, (double) widths.get(MOST_FRAMES) + 1);
    }
    int height = TOP + ROW * (root.height(least) + 1) + MARGIN;
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title description">
            <title id="title">%s</title>
            <desc id="description">%s</desc>
            <rect width="%d" height="%d" fill="#fff"/>
            <g font-family="monospace" font-size="11" fill="#111">
            <text x="%d" y="16" font-size="13" font-weight="bold">%s</text>
            <text x="%d" y="33">%s</text>
            """,
            WIDTH,
            height,
            WIDTH,
            height,
            escaped(title),
            escaped(description),
            WIDTH,
            height,
            MARGIN,
            escaped(title),
            MARGIN,
            escaped(description)));
    draw(root, MARGIN, height - MARGIN - ROW, svg);
    return svg.append("</g>\n</svg>\n").toString();
  }

  private void draw(Frame frame, double x, int y, StringBuilder svg) {
    double width = pixels(frame.samples);
    String name = shown(frame.name);
    svg.append("<g><title>")
        .append(escaped(name))
        .append(": ")
        .append(percent((double) frame.samples / all))
        .append(
            hasOther ? " (" + percent((double) frame.otherSamples / others) + " in the first)" : "")
        .append(", ")
        .append(String.format(Locale.ROOT, "%,d samples</title>", frame.samples))
        .append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                x,
                y,
                Math.max(0.5, width - 0.5),
                ROW - 1,
                colour(frame)));
    int letters = (int) ((width - 6) / LETTER);
    if (letters >= 3) {
      String text = name.length() <= letters ? name : name.substring(0, letters - 2) + "..";
      svg.append(
          String.format(
              Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 3, y + 12, escaped(text)));
    }
    svg.append("</g>\n");
    double left = x;
    for (Frame call : frame.calls.values()) {
      if (call.samples >= least) {
        draw(call, left, y - ROW, svg);
      }
      left += pixels(call.samples);
    }
  }

  private double pixels(long samples) {
    return (double) samples / all * (WIDTH - 2 * MARGIN);
  }

  private String colour(Frame frame) {
    if (!hasOther) {
      return frame == root
          ? "#dddddd"
          : frame.name.endsWith(FoldedStacks.KERNEL) ? "#f6b26b" : "#9fc5e8";
    }
    double more = (double) frame.samples / all - (double) frame.otherSamples / others;
    // Ten points of a hundred are as red as it gets.
    int rest = 235 - (int) Math.round(135 * Math.min(1, Math.abs(more) / 0.1));
    return more > 0
        ? String.format(Locale.ROOT, "#f0%02x%02x", rest, rest)
        : String.format(Locale.ROOT, "#%02x%02xf0", rest, rest);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String shown(String name) {
    String plain =
        name.endsWith(FoldedStacks.KERNEL)
            ? name.substring(0, name.length() - FoldedStacks.KERNEL.length())
            : name;
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + ".." : plain;
  }

  /** Names come from kernels and programs under test: they may be anything. */
  private static String escaped(String text) {
    var safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(letter -> {
          switch (letter) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            default -> {
              boolean isText =
                  letter >= ' '
                      && letter != 0x7f
                      && !(letter >= 0x80 && letter < 0xa0)
                      && !(letter >= 0xd800 && letter < 0xe000)
                      && Character.isDefined(letter)
                      && Character.getType(letter) != Character.FORMAT
                      && (letter & 0xfffe) != 0xfffe;
              safe.appendCodePoint(isText ? letter : '?');
            }
          }
        });
    return safe.toString();
  }
}
