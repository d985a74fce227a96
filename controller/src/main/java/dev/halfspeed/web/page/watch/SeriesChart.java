package dev.halfspeed.web.page.watch;

import dev.halfspeed.report.view.watch.SeriesView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Chart;
import dev.halfspeed.web.page.Scale;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Draws a part of a series: pure geometry. Points stand at equal distances, in their order. */
public final class SeriesChart {
  /** More marks than that are no longer told apart. */
  static final int MOST_MARKS = 300;

  private static final double PERCENT = 100;
  private static final int COLUMNS = 6;

  /** A day's width, about. */
  private static final double DAY = 70;

  /** A label's width, about. */
  private static final double LABEL = 62;

  private final SeriesView view;
  private final List<Buckets.Bucket> buckets;
  private final Map<String, Integer> places = new HashMap<>();

  private SeriesChart(SeriesView view) {
    this.view = view;
    view.points().forEach(point -> places.put(point.commit(), places.size()));
    Set<Integer> breaks = new HashSet<>();
    view.changes().forEach(change -> breaks.add(place(change.at())));
    buckets = Buckets.of(view.points().size(), MOST_MARKS, breaks);
  }

  /** The chart of a part that has points. */
  public static Chart of(SeriesView view) {
    return new SeriesChart(view).draw();
  }

  private Chart draw() {
    List<Buckets.Mean> means =
        buckets.stream().map(bucket -> Buckets.Mean.difference(of(bucket))).toList();
    List<Buckets.Mean> levels =
        buckets.stream().map(bucket -> Buckets.Mean.reference(of(bucket))).toList();
    Scale scale = scale(means, true, 5, Chart.BOTTOM, Chart.TOP);
    Scale reference = scale(levels, false, 2, Chart.REFERENCE_BOTTOM, Chart.REFERENCE_TOP);
    List<Chart.Row> rows = new ArrayList<>();
    scale.marks().forEach(mark -> rows.add(new Chart.Row(scale.at(mark), percent(scale, mark))));
    reference
        .marks()
        .forEach(mark -> rows.add(new Chart.Row(reference.at(mark), reference.words(mark))));
    boolean hasZero = scale.low() <= 0 && 0 <= scale.high();
    int each = buckets.stream().mapToInt(Buckets.Bucket::size).max().orElse(1);
    return new Chart(
        view.metric()
            + " against the reference, % ("
            + (view.higherIsBetter() ? "higher" : "lower")
            + " is better)",
        "the reference itself" + (view.unit().isEmpty() ? "" : ", " + view.unit()),
        description(),
        rows,
        columns(),
        hasZero ? scale.at(0) : Double.NaN,
        marks(means, scale, PERCENT, this::differenceWords),
        marks(levels, reference, 1, this::referenceWords),
        changes(),
        each == 1
            ? ""
            : "Each dot is the mean of up to %d points with its interval; no dot reaches over a change."
                .formatted(each));
  }

  private static String percent(Scale scale, double mark) {
    return (mark > 0 ? "+" : "") + scale.words(mark) + " %";
  }

  /** Bounds by the values; intervals that reach far beyond are cut at the edge. */
  private static Scale scale(
      List<Buckets.Mean> means, boolean isDifference, int marks, double bottom, double top) {
    double factor = isDifference ? PERCENT : 1;
    double least = means.stream().mapToDouble(Buckets.Mean::value).min().orElse(0) * factor;
    double most = means.stream().mapToDouble(Buckets.Mean::value).max().orElse(0) * factor;
    double[] halves =
        means.stream()
            .mapToDouble(mean -> factor * (mean.high() - mean.low()) / 2)
            .sorted()
            .toArray();
    double half = halves.length == 0 ? 0 : halves[halves.length * 9 / 10];
    least -= half;
    most += half;
    if (isDifference) {
      double span = most - least;
      if (least > 0 && least < 2 * span) {
        least = 0;
      } else if (most < 0 && -most < 2 * span) {
        most = 0;
      }
    }
    return Scale.of(least, most, marks, bottom, top);
  }

  private List<SeriesView.Point> of(Buckets.Bucket bucket) {
    return view.points().subList(bucket.from(), bucket.until());
  }

  private int place(String commit) {
    return places.getOrDefault(commit, 0);
  }

  /** Where a place among the points is; halves are between two. */
  private double x(double place) {
    int count = view.points().size();
    double step = (Chart.RIGHT - Chart.LEFT) / (double) Math.max(1, count);
    return Chart.LEFT + (place + 0.5) * step;
  }

  private List<Chart.Mark> marks(
      List<Buckets.Mean> means, Scale scale, double factor, Function<Integer, String> words) {
    List<Chart.Mark> marks = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      Buckets.Mean mean = means.get(i);
      marks.add(
          new Chart.Mark(
              x(buckets.get(i).middle()),
              scale.at(factor * mean.value()),
              scale.at(factor * mean.low()),
              scale.at(factor * mean.high()),
              words.apply(i)));
    }
    return marks;
  }

  private String differenceWords(int bucket) {
    List<SeriesView.Point> points = of(buckets.get(bucket));
    Buckets.Mean mean = Buckets.Mean.difference(points);
    return names(points) + ": " + Show.change(mean.value(), mean.low(), mean.high());
  }

  private String referenceWords(int bucket) {
    List<SeriesView.Point> points = of(buckets.get(bucket));
    return "reference with "
        + names(points)
        + ": "
        + Show.value(Buckets.Mean.reference(points).value(), view.unit());
  }

  private static String names(List<SeriesView.Point> points) {
    SeriesView.Point first = points.getFirst();
    SeriesView.Point last = points.getLast();
    return points.size() == 1
        ? Show.commit(first.commit()) + " " + Show.line(first.subject())
        : points.size()
            + " points from "
            + Show.commit(first.commit())
            + " to "
            + Show.commit(last.commit());
  }

  private List<Chart.Column> columns() {
    List<Chart.Column> columns = new ArrayList<>();
    int count = view.points().size();
    String before = "";
    int every = Math.max(1, (count + COLUMNS - 1) / COLUMNS);
    for (int place = every / 2; place < count; place += every) {
      Instant seen = view.points().get(place).seenAt();
      String day = Show.day(seen);
      columns.add(
          new Chart.Column(
              Math.min(x(place), Chart.RIGHT - DAY / 2),
              day.equals(before) ? Show.time(seen).substring(11, 16) : day));
      before = day;
    }
    return columns;
  }

  private List<Chart.Line> changes() {
    List<Chart.Line> lines = new ArrayList<>();
    double lastX = Double.NEGATIVE_INFINITY;
    int level = 0;
    for (SeriesView.Change change : ordered()) {
      double at = x(place(change.at()) - 0.5);
      level = at - lastX < 2 * LABEL ? (level + 1) % 2 : 0;
      lastX = at;
      lines.add(
          new Chart.Line(
              at,
              places.containsKey(change.good()) ? x(place(change.good())) : Chart.LEFT,
              places.containsKey(change.bad()) ? x(place(change.bad())) : Chart.RIGHT,
              Badge.change(change.kind()).colour(),
              (change.kind().equals("machine") ? "machine " : "") + Show.percent(change.change()),
              at < Chart.LEFT + LABEL ? "start" : at > Chart.RIGHT - LABEL ? "end" : "middle",
              Chart.TOP - 6.0 - 14 * level,
              words(change)));
    }
    return lines;
  }

  private List<SeriesView.Change> ordered() {
    return view.changes().stream()
        .sorted((one, other) -> Integer.compare(place(one.at()), place(other.at())))
        .toList();
  }

  private static String words(SeriesView.Change change) {
    return Show.capital(Badge.change(change.kind()).words())
        + " by "
        + Show.change(change.change(), change.low(), change.high())
        + " with "
        + Show.commit(change.at());
  }

  /** The chart in a sentence or two. */
  private String description() {
    SeriesView.Point first = view.points().getFirst();
    SeriesView.Point last = view.points().getLast();
    var words =
        new StringBuilder(
            "%s of %s in %s against its reference: %s from %s to %s, the last one %s."
                .formatted(
                    view.metric(),
                    view.recipe(),
                    view.line(),
                    Show.count(view.points().size(), "point"),
                    Show.day(first.seenAt()),
                    Show.day(last.seenAt()),
                    Show.change(last.difference(), last.low(), last.high())));
    for (SeriesView.Change change : ordered()) {
      words.append(' ').append(words(change)).append('.');
    }
    return words.append(" The table below has all values.").toString();
  }
}
