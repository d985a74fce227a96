package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.LatencyView;
import dev.halfspeed.report.Words;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Latencies without the change and with it, as HdrHistogram's plots draw them: the percentiles
 * along the bottom so that each nine has as much room as the one before, the latencies on a
 * logarithmic axis. Lengths are pixels of the drawing.
 *
 * @param description the plot in words, for those who can't see it
 * @param rows the same as numbers
 * @param json address of all percentiles for programs
 */
public record LatencyCard(
    String description,
    List<Mark> latencies,
    List<Mark> percentiles,
    List<Curve> curves,
    List<Row> rows,
    String json) {
  /** Of the drawing. */
  public static final int WIDTH = 1000;

  /** Of the drawing. */
  public static final int HEIGHT = 300;

  public static final int LEFT = 76;
  public static final int RIGHT = WIDTH - 118;
  public static final int TOP = 26;
  public static final int BOTTOM = 250;

  private static final List<Double> TABLE = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);
  private static final List<String> KINDS = List.of("good", "bad");
  private static final double LEAST = 0.001;

  /** Room for the most, which is beyond all percentiles. */
  private static final double BEYOND = 0.4;

  private static final int LABEL = 16;

  public LatencyCard {
    latencies = List.copyOf(latencies);
    percentiles = List.copyOf(percentiles);
    curves = List.copyOf(curves);
    rows = List.copyOf(rows);
  }

  /** A line of the grid. */
  public record Mark(double at, String words) {}

  /**
   * A side.
   *
   * @param kind good or bad, which is its class
   * @param labelY of its name at its end
   */
  public record Curve(String kind, String path, double labelY, String label, String words) {}

  /** A percentile of both sides. */
  public record Row(String percentile, String without, String with, String change) {}

  /** Empty where there is nothing to compare. */
  static Optional<LatencyCard> of(LatencyView view) {
    return view.sides().size() == 2 ? Optional.of(new Drawing(view).card()) : Optional.empty();
  }

  private static final class Drawing {
    private final LatencyView view;
    private final double low;
    private final double high;
    private final double widest;

    Drawing(LatencyView view) {
      this.view = view;
      low = all().map(Drawing::log).min().orElse(0);
      high = Math.max(low + 0.1, all().map(Drawing::log).max().orElse(0));
      widest =
          view.percentiles().stream()
              .filter(percentile -> percentile < 100)
              .mapToDouble(Drawing::nines)
              .max()
              .orElse(0);
    }

    private DoubleStream all() {
      return view.sides().stream()
          .flatMap(side -> side.milliseconds().stream())
          .mapToDouble(Double::doubleValue);
    }

    private static double log(double milliseconds) {
      return Math.log(Math.max(LEAST, milliseconds));
    }

    private static double nines(double percentile) {
      return -Math.log10(1 - percentile / 100);
    }

    private double x(double percentile) {
      double nines = percentile < 100 ? nines(percentile) : widest + BEYOND;
      return LEFT + nines / (widest + BEYOND) * (RIGHT - LEFT);
    }

    private double y(double milliseconds) {
      return BOTTOM - (log(milliseconds) - low) / (high - low) * (BOTTOM - TOP);
    }

    LatencyCard card() {
      return new LatencyCard(
          view.sides().stream().map(Drawing::words).collect(Collectors.joining("; "))
              + ". The table below has the values.",
          latencies(),
          TABLE.stream()
              .filter(view.percentiles()::contains)
              .map(percentile -> new Mark(x(percentile), name(percentile)))
              .toList(),
          curves(),
          TABLE.stream().filter(view.percentiles()::contains).map(this::row).toList(),
          Links.API + Links.campaign(view.bisection(), true) + "/latencies");
    }

    private static String words(LatencyView.Side side) {
      return "%s: %s in %s"
          .formatted(
              Show.capital(side.of()),
              Show.count(side.transactions(), "transaction"),
              Show.count(side.boots(), "boot"));
    }

    private static String name(double percentile) {
      return percentile == 100
          ? "most"
          : String.format(Locale.ROOT, "%.2f", percentile).replaceAll("[.]?0+$", "") + " %";
    }

    /** Round numbers, not too near to each other. */
    private List<Mark> latencies() {
      List<Mark> marks = new ArrayList<>();
      for (int power = -3; power < 9; power++) {
        for (int digit : new int[] {1, 2, 5}) {
          BigDecimal round = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
          double at = y(round.doubleValue());
          if (at >= TOP - 1
              && at <= BOTTOM + 1
              && (marks.isEmpty() || marks.getLast().at() - at > LABEL)) {
            marks.add(new Mark(at, round.toPlainString()));
          }
        }
      }
      return marks;
    }

    private List<Curve> curves() {
      double good = y(view.sides().getFirst().milliseconds().getLast());
      double bad = y(view.sides().getLast().milliseconds().getLast());
      double apart = Math.max(0, LABEL - Math.abs(good - bad)) / 2;
      List<Curve> curves = new ArrayList<>();
      for (int side = 0; side < 2; side++) {
        boolean isUpper = side == 0 ? good <= bad : bad < good;
        curves.add(
            new Curve(
                KINDS.get(side),
                path(view.sides().get(side)),
                (side == 0 ? good : bad) + (isUpper ? -apart : apart) + 4,
                side == 0 ? "without" : "with it",
                words(view.sides().get(side))));
      }
      return curves;
    }

    private String path(LatencyView.Side side) {
      var path = new StringBuilder();
      for (int i = 0; i < view.percentiles().size(); i++) {
        path.append(
            String.format(
                Locale.ROOT,
                "%s%.1f %.1f",
                i == 0 ? "M" : "L",
                x(view.percentiles().get(i)),
                y(side.milliseconds().get(i))));
      }
      return path.toString();
    }

    private Row row(double percentile) {
      int at = view.percentiles().indexOf(percentile);
      double without = view.sides().getFirst().milliseconds().get(at);
      double with = view.sides().getLast().milliseconds().get(at);
      return new Row(
          name(percentile),
          Words.value(without, "ms"),
          Words.value(with, "ms"),
          without > 0 ? Show.percent(with / without - 1) : "");
    }
  }
}
