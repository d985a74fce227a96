package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.Estimate;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.web.page.Scale;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws every sample of a bisection over its range: pure geometry. */
final class RangeChart {
  /** More samples than that get no words of their own. */
  static final int MOST_DOTS = 400;

  /** More means than that lie on each other. */
  private static final int MOST_INTERVALS = 200;

  /** Of each column beside the range. */
  private static final double SIDE_ROOM = 100;

  private static final double LABEL = 84;
  private static final double TICK = 62;
  private static final int LINE = 15;

  /** Stands left of the candidates. */
  private static final int GOOD = -1;

  private final BisectionView view;
  private final MeasuredCommits measured;
  private final SampleNumbers numbers;
  private final List<BisectionView.Commit> culprits;
  private final int from;
  private final int until;

  /** Roles with a column beside the range, with what is below it. */
  private final Map<String, String> aside;

  private final RangePlot.@Nullable Lanes lanes;
  private final Scale scale;
  private final double step;
  private final boolean isZoomed;

  private RangeChart(
      BisectionView view,
      MeasuredCommits measured,
      boolean wantsSuspects,
      @Nullable RangeGraphView graph) {
    this.view = view;
    this.measured = measured;
    numbers = new SampleNumbers(view);
    culprits = Culprits.of(view);
    isZoomed = wantsSuspects && view.posterior() != null;
    Stretch stretch = Stretch.of(view, wantsSuspects);
    from = stretch.from();
    until = stretch.until();
    aside = aside(view);
    double right = RangePlot.RIGHT - SIDE_ROOM * aside.size();
    step = (right - RangePlot.LEFT) / Math.max(1, until - from);
    scale = scale();
    lanes =
        graph == null
            ? null
            : RangeLanes.of(graph, this::x, RangePlot.LEFT, RangePlot.lanesTop()).orElse(null);
  }

  /**
   * What of the range is drawn.
   *
   * @param from the first candidate, or -1 for the good end
   * @param until the candidate after the last one
   */
  record Stretch(int from, int until) {
    static Stretch of(BisectionView view, boolean wantsSuspects) {
      BisectionView.Posterior posterior = view.posterior();
      int all = Math.max(1, view.request().candidates());
      // With a neighbour on either side, so that one sees where they begin.
      return posterior != null && wantsSuspects
          ? new Stretch(Math.max(GOOD, posterior.from() - 2), Math.min(all, posterior.until() + 1))
          : new Stretch(GOOD, all);
    }
  }

  /**
   * The chart; empty where nothing has been measured.
   *
   * @param wantsSuspects only the stretch where the suspects are
   * @param graph of that stretch; absent where it is not known
   */
  static Optional<RangePlot> of(
      BisectionView view,
      MeasuredCommits measured,
      boolean wantsSuspects,
      @Nullable RangeGraphView graph) {
    return measured.boots().stream().anyMatch(boot -> boot.mean().isPresent())
        ? Optional.of(new RangeChart(view, measured, wantsSuspects, graph).draw())
        : Optional.empty();
  }

  private Scale scale() {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (BisectionView.Sample sample : view.samples()) {
      if (Double.isFinite(sample.value())) {
        least = Math.min(least, sample.value());
        most = Math.max(most, sample.value());
      }
    }
    for (MeasuredCommits.Level level :
        List.of(measured.good(), measured.bad()).stream().flatMap(Optional::stream).toList()) {
      Estimate band = measured.band(level.mean());
      least = Math.min(least, band.low());
      most = Math.max(most, band.high());
    }
    return Scale.of(least, most, 5, RangePlot.BOTTOM, RangePlot.TOP);
  }

  private RangePlot draw() {
    List<RangePlot.Row> rows = new ArrayList<>();
    scale.marks().forEach(mark -> rows.add(new RangePlot.Row(scale.at(mark), scale.words(mark))));
    List<Shape> shapes = shapes();
    boolean isDense = shapes.size() > MOST_DOTS;
    List<RangePlot.Bar> bars = bars();
    return new RangePlot(
        view.request().metric()
            + unit()
            + " ("
            + (view.request().higherIsBetter() ? "higher" : "lower")
            + " is better)",
        description(),
        rows,
        columns(),
        levels(),
        gap(),
        isDense ? List.of() : shapes.stream().map(this::dot).toList(),
        isDense ? clouds(shapes) : List.of(),
        intervals(),
        skips(),
        lines(),
        bars,
        bars.isEmpty() ? "" : Words.probability(top()),
        lanes,
        legend(shapes),
        note(shapes.size()));
  }

  private String unit() {
    String unit = view.request().metricUnit();
    return unit.isEmpty() || unit.equals(view.request().metric()) ? "" : ", " + unit;
  }

  private double x(double position) {
    return RangePlot.LEFT + (position - from + 0.5) * step;
  }

  private static Map<String, String> aside(BisectionView view) {
    var names = new LinkedHashMap<String, String>();
    names.put(MeasuredCommits.REVERT, "reverted");
    names.put(MeasuredCommits.COUNTER_VARIANT, "options as before");
    names
        .keySet()
        .removeIf(role -> view.samples().stream().noneMatch(sample -> sample.role().equals(role)));
    return names;
  }

  /** Where the column of a role is, the last one at the right border. */
  private double asideX(String role) {
    int place = List.copyOf(aside.keySet()).indexOf(role);
    return RangePlot.RIGHT - SIDE_ROOM * (aside.size() - place - 0.5);
  }

  private boolean isInside(int position) {
    return position >= from && position < until;
  }

  /** Where a sample stands; null where it is not in the picture. */
  private @Nullable Double place(BisectionView.Sample sample) {
    if (MeasuredCommits.isAside(sample.role())) {
      return asideX(sample.role());
    }
    Integer index = sample.commit().index();
    int position =
        sample.role().equals(MeasuredCommits.GOOD_END)
            ? GOOD
            : index == null ? view.request().candidates() - 1 : index;
    return isInside(position) ? x(position) : null;
  }

  /** A sample in the picture, without its words: where there are many, nobody reads them. */
  private record Shape(BisectionView.Sample sample, String kind, String path) {}

  private List<Shape> shapes() {
    Map<Double, List<BisectionView.Sample>> columns = new LinkedHashMap<>();
    for (BisectionView.Sample sample : view.samples()) {
      Double place = place(sample);
      if (place != null && Double.isFinite(sample.value())) {
        columns.computeIfAbsent(place, _ -> new ArrayList<>()).add(sample);
      }
    }
    List<Shape> shapes = new ArrayList<>();
    columns.forEach((place, samples) -> {
      int last = samples.size() - 1;
      double room = MeasuredCommits.isAside(samples.getFirst().role()) ? SIDE_ROOM / 2 : step * 0.7;
      double spread = Math.min(Math.max(room, 4), 5.0 * last);
      for (int i = 0; i <= last; i++) {
        BisectionView.Sample sample = samples.get(i);
        double aside = last == 0 ? 0 : ((double) i / last - 0.5) * spread;
        shapes.add(
            new Shape(
                sample,
                kind(sample),
                SampleShape.path(sample.purpose(), place + aside, scale.at(sample.value()))));
      }
    });
    return shapes;
  }

  private RangePlot.Dot dot(Shape shape) {
    return new RangePlot.Dot(
        shape.kind(), shape.path(), words(shape.sample()), numbers.address(shape.sample()));
  }

  private static String kind(BisectionView.Sample sample) {
    return sample.disturbance() == null ? sample.purpose() : sample.purpose() + " disturbed";
  }

  private String words(BisectionView.Sample sample) {
    return "Sample %d, %s: %s of %s %s, boot %d, run %d, %s%s"
        .formatted(
            numbers.of(sample),
            Words.value(sample.value(), view.request()),
            sample.purpose(),
            Show.commit(sample.commit().id()),
            sample.role().equals("candidate")
                ? Show.line(sample.commit().subject())
                : sample.role(),
            sample.boot(),
            sample.run(),
            sample.machine(),
            sample.disturbance() == null ? "" : "; no evidence: " + sample.disturbance());
  }

  /** One shape a kind, or a few: no text of a page may be endless. */
  private static List<RangePlot.Cloud> clouds(List<Shape> shapes) {
    Map<String, List<Shape>> kinds = new LinkedHashMap<>();
    shapes.forEach(shape -> kinds.computeIfAbsent(shape.kind(), _ -> new ArrayList<>()).add(shape));
    List<RangePlot.Cloud> clouds = new ArrayList<>();
    kinds.forEach((kind, all) -> {
      for (int from = 0; from < all.size(); from += MOST_DOTS) {
        List<Shape> part = all.subList(from, Math.min(all.size(), from + MOST_DOTS));
        clouds.add(
            new RangePlot.Cloud(
                kind,
                part.stream().map(Shape::path).collect(Collectors.joining()),
                Show.count(all.size(), "sample") + ": " + kind));
      }
    });
    return clouds;
  }

  private List<RangePlot.Level> levels() {
    List<RangePlot.Level> levels = new ArrayList<>();
    double good = measured.good().map(level -> scale.at(level.mean())).orElse(Double.NaN);
    double bad = measured.bad().map(level -> scale.at(level.mean())).orElse(Double.NaN);
    double apart = Math.max(0, 2.0 * LINE + 6 - Math.abs(good - bad)) / 2;
    measured
        .good()
        .ifPresent(level -> levels.add(level("good", level, good <= bad ? -apart : apart)));
    measured
        .bad()
        .ifPresent(level -> levels.add(level("bad", level, good <= bad ? apart : -apart)));
    return levels;
  }

  private RangePlot.Level level(String kind, MeasuredCommits.Level level, double aside) {
    Estimate band = measured.band(level.mean());
    double y = scale.at(level.mean());
    return new RangePlot.Level(
        kind,
        y,
        scale.at(band.high()),
        scale.at(band.low()),
        Double.isNaN(aside) ? y : y + aside,
        kind + " end",
        Words.bare(level.mean(), view.request()));
  }

  /** What was not measured between the neighbours of the most probable commit. */
  private List<RangePlot.Gap> gap() {
    Untested untested = Untested.of(view, measured);
    if (untested.commits() == 0) {
      return List.of();
    }
    double left = Math.max(RangePlot.LEFT, x(untested.after() + 0.5));
    double right = Math.min(x(until - 0.5), x(untested.before() - 0.5));
    return right <= left
        ? List.of()
        : List.of(new RangePlot.Gap(left, right - left, untested.words()));
  }

  private List<RangePlot.Interval> intervals() {
    List<MeasuredCommits.Measured> shown =
        measured.commits().stream().filter(commit -> isInside(commit.position())).toList();
    return shown.size() > MOST_INTERVALS || !measured.isSpreadKnown()
        ? List.of()
        : shown.stream()
            .map(commit ->
                new RangePlot.Interval(
                    x(commit.position()),
                    scale.at(commit.mean()),
                    scale.at(commit.high()),
                    scale.at(commit.low()),
                    "mean of "
                        + Show.count(commit.boots(), "boot")
                        + " of "
                        + Show.commit(commit.commit().id())
                        + ": "
                        + Words.value(commit.mean(), view.request())))
            .toList();
  }

  private List<RangePlot.Dot> skips() {
    return measured.skips().stream()
        .filter(skip -> isInside(position(skip)))
        .map(skip ->
            new RangePlot.Dot(
                "skip",
                SampleShape.path("skip", x(position(skip)), RangePlot.BOTTOM - 9.0),
                Show.commit(skip.commit().id())
                    + " "
                    + skip.outcome()
                    + ": "
                    + Show.line(skip.message()),
                ""))
        .toList();
  }

  private static int position(MeasuredCommits.Skip skip) {
    return Objects.requireNonNull(skip.commit().index());
  }

  private List<RangePlot.Line> lines() {
    List<RangePlot.Line> lines = new ArrayList<>();
    List<Double> taken = new ArrayList<>();
    for (int i = 0; i < culprits.size(); i++) {
      Integer position = culprits.get(i).index();
      if (position == null || !isInside(position)) {
        continue;
      }
      double x = x(position);
      long beside = taken.stream().filter(other -> Math.abs(other - x) < LABEL).count();
      taken.add(x);
      lines.add(
          new RangePlot.Line(
              x,
              x < RangePlot.LEFT + LABEL / 2
                  ? "start"
                  : x > RangePlot.RIGHT - LABEL / 2 ? "end" : "middle",
              RangePlot.TOP - 8.0 - LINE * (beside % 2),
              culprits.size() > 1 ? "culprit " + (i + 1) : "culprit"));
    }
    return lines;
  }

  private double top() {
    return shares().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private List<Double> shares() {
    BisectionView.Posterior posterior = view.posterior();
    return posterior == null ? List.of() : isZoomed ? posterior.near() : posterior.whole();
  }

  private List<RangePlot.Bar> bars() {
    BisectionView.Posterior posterior = view.posterior();
    double top = top();
    if (posterior == null || top <= 0) {
      return List.of();
    }
    int first = isZoomed ? posterior.from() : 0;
    int size = isZoomed ? posterior.until() - first : view.request().candidates();
    List<Double> shares = shares();
    return IntStream.range(0, shares.size())
        .filter(part -> shares.get(part) > 0)
        .mapToObj(part -> bar(first, size, part, shares.get(part), top))
        .toList();
  }

  private RangePlot.Bar bar(int first, int size, int part, double share, double top) {
    int parts = shares().size();
    int begin = first + (int) ((long) part * size / parts);
    int end = first + (int) ((part + 1L) * size / parts);
    double width = (end - begin) * step;
    double air = width > 3 ? 0.14 * width : 0;
    double height = share / top * (RangePlot.BARS_BOTTOM - RangePlot.BARS_TOP);
    return new RangePlot.Bar(
        x(begin - 0.5) + air,
        Math.max(0.8, width - 2 * air),
        // What is not excluded is to be seen.
        RangePlot.BARS_BOTTOM - Math.max(0.6, height),
        (end - begin == 1
                ? "commit " + (begin + 1)
                : "commits %,d to %,d".formatted(begin + 1, end))
            + ": "
            + Words.probability(share));
  }

  private List<RangePlot.Column> columns() {
    List<RangePlot.Column> columns = new ArrayList<>();
    if (from == GOOD) {
      columns.add(new RangePlot.Column(x(GOOD), "good", true));
    }
    int last = view.request().candidates() - 1;
    if (until > last && last >= 0) {
      columns.add(new RangePlot.Column(x(last), "bad", true));
    }
    aside.forEach((role, name) -> columns.add(new RangePlot.Column(asideX(role), name, true)));
    double room = (RangePlot.RIGHT - RangePlot.LEFT) / TICK;
    long every = round(Math.max(1, (until - from) / room));
    for (long tick = (Math.max(0, from) / every) * every; tick < until; tick += every) {
      int position = (int) tick - 1;
      double x = x(position);
      if (position >= Math.max(0, from)
          && columns.stream().noneMatch(column -> Math.abs(column.x() - x) < TICK * 0.8)) {
        columns.add(new RangePlot.Column(x, "%,d".formatted(tick), false));
      }
    }
    return columns;
  }

  /** The next round number. */
  private static long round(double raw) {
    long power = (long) Math.pow(10, Math.floor(Math.log10(raw)));
    for (long factor : new long[] {1, 2, 5}) {
      if (factor * power >= raw) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private List<RangePlot.Cloud> legend(List<Shape> shapes) {
    Map<String, String> used = new LinkedHashMap<>();
    shapes.stream()
        .map(Shape::kind)
        .distinct()
        .sorted()
        .forEach(
            kind -> used.put(kind, kind.endsWith(" disturbed") ? kind + ": no evidence" : kind));
    List<RangePlot.Cloud> legend = new ArrayList<>();
    used.forEach((kind, words) ->
        legend.add(
            new RangePlot.Cloud(
                kind, SampleShape.path(kind.split(" ", 2)[0], 7, 7), Show.capital(words))));
    if (!measured.skips().isEmpty()) {
      legend.add(
          new RangePlot.Cloud("skip", SampleShape.path("skip", 7, 7), "Skipped: gives no number"));
    }
    return legend;
  }

  private String note(int shown) {
    int missing = view.samples().size() - shown;
    return missing == 0
        ? ""
        : Show.count(missing, "sample")
            + " of commits outside of this stretch: see the whole range.";
  }

  private String description() {
    var words =
        new StringBuilder(
            "%s of %s over %s from good to bad."
                .formatted(
                    Show.count(view.samples().size(), "sample"),
                    view.request().metric(),
                    Show.count(view.request().candidates(), "commit")));
    measured
        .good()
        .ifPresent(
            level -> words.append(" Good end ").append(Words.value(level.mean(), view.request())));
    measured
        .bad()
        .ifPresent(level ->
            words
                .append(", bad end ")
                .append(Words.value(level.mean(), view.request()))
                .append('.'));
    for (BisectionView.Commit culprit : culprits) {
      Integer position = culprit.index();
      if (position != null) {
        words.append(" Culprit at %,d.".formatted(position + 1));
      }
    }
    if (lanes != null) {
      words.append(' ').append(Show.count(lanes.merges().size(), "merge")).append(" in it.");
    }
    return words.append(" The tables below have all values.").toString();
  }
}
