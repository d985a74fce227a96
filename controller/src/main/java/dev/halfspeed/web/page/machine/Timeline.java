package dev.halfspeed.web.page.machine;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.web.page.Chart;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a machine did in a span of time, as a bar: what a template writes as SVG. Lengths are pixels
 * of the drawing, {@link #WIDTH} wide. Each part of the bar shows what took most of its time.
 *
 * @param description the same in words
 * @param totals the same in numbers
 */
public record Timeline(
    String description, List<Segment> segments, List<Chart.Column> hours, List<Total> totals) {
  /** Of the drawing. */
  public static final int WIDTH = 900;

  private static final int MARKS = 8;
  private static final String IDLE = "idle";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  public Timeline {
    segments = List.copyOf(segments);
    hours = List.copyOf(hours);
    totals = List.copyOf(totals);
  }

  /**
   * A part of the bar.
   *
   * @param use its name, also that of its colour
   */
  public record Segment(double x, double width, String use, String words) {}

  /** How long something took in all. */
  public record Total(String use, String time, String part) {}

  /**
   * The bar of a machine.
   *
   * @param grains in how many steps time goes; the fewer, the smaller the drawing
   */
  static Timeline of(List<MachineDay.Part> parts, Instant from, Instant until, int grains) {
    double span = seconds(from, until);
    double grain = span / grains;
    var shares = new ArrayList<Map<MachineDay.Use, Double>>();
    for (int i = 0; i < grains; i++) {
      shares.add(new EnumMap<>(MachineDay.Use.class));
    }
    var sums = new EnumMap<MachineDay.Use, Double>(MachineDay.Use.class);
    for (MachineDay.Part part : parts) {
      double begin = Math.max(0, seconds(from, part.from()));
      double end = Math.min(span, seconds(from, part.until()));
      if (end <= begin) {
        continue;
      }
      sums.merge(part.use(), end - begin, Double::sum);
      int last = Math.min(grains - 1, (int) (end / grain));
      for (int i = (int) (begin / grain); i <= last; i++) {
        double share = Math.min(end, (i + 1) * grain) - Math.max(begin, i * grain);
        shares.get(i).merge(part.use(), share, Double::sum);
      }
    }
    List<Total> totals = totals(sums, parts, from, span);
    return new Timeline(
        description(totals), segments(shares, grain, from), hours(from, span), totals);
  }

  private static List<Segment> segments(
      List<Map<MachineDay.Use, Double>> shares, double grain, Instant from) {
    var segments = new ArrayList<Segment>();
    double width = (double) WIDTH / shares.size();
    int begin = 0;
    for (int i = 1; i <= shares.size(); i++) {
      String before = name(shares.get(begin));
      if (i == shares.size() || !name(shares.get(i)).equals(before)) {
        if (!before.equals(IDLE)) {
          segments.add(
              new Segment(
                  begin * width,
                  (i - begin) * width,
                  before,
                  before + ", " + time(from, begin * grain) + " to " + time(from, i * grain)));
        }
        begin = i;
      }
    }
    return segments;
  }

  private static String name(Map<MachineDay.Use, Double> share) {
    return share.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .max(Map.Entry.comparingByValue())
        .map(each -> words(each.getKey()))
        .orElse(IDLE);
  }

  private static String words(MachineDay.Use use) {
    return use == MachineDay.Use.BARRED ? "out of use" : use.name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant from, double seconds) {
    return TIME.format(from.plusSeconds(Math.round(seconds)));
  }

  private static List<Chart.Column> hours(Instant from, double span) {
    var hours = new ArrayList<Chart.Column>();
    for (int i = 1; i < MARKS; i++) {
      double at = span * i / MARKS;
      hours.add(new Chart.Column(WIDTH * at / span, time(from, at)));
    }
    return hours;
  }

  private static List<Total> totals(
      Map<MachineDay.Use, Double> sums, List<MachineDay.Part> parts, Instant from, double span) {
    var totals = new ArrayList<Total>();
    sums.forEach(
        (use, sum) -> totals.add(new Total(words(use), Words.duration(sum), part(sum / span))));
    double idle = span - covered(parts, from, span);
    totals.add(new Total(IDLE, Words.duration(idle), part(idle / span)));
    return totals;
  }

  private static String part(double fraction) {
    return Math.round(100 * fraction) + " %";
  }

  /** Seconds in which anything was done; parts are in the order of their beginnings. */
  private static double covered(List<MachineDay.Part> parts, Instant from, double span) {
    double covered = 0;
    double until = 0;
    for (MachineDay.Part part : parts) {
      double begin = Math.max(until, seconds(from, part.from()));
      double end = Math.min(span, seconds(from, part.until()));
      if (end > begin) {
        covered += end - begin;
        until = end;
      }
    }
    return covered;
  }

  private static String description(List<Total> totals) {
    var words = new ArrayList<String>();
    totals.forEach(total -> words.add(total.use() + " " + total.time()));
    return String.join(", ", words);
  }

  private static double seconds(Instant from, Instant until) {
    return Duration.between(from, until).toMillis() / 1000.0;
  }
}
