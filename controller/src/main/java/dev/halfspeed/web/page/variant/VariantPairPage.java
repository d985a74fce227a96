package dev.halfspeed.web.page.variant;

import dev.halfspeed.core.PassFailMetric;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.CounterEvidence;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.web.page.BootsPlot;
import dev.halfspeed.web.page.CounterTable;
import dev.halfspeed.web.page.LatencyCurves;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two variants that were measured, beside each other: an observation, no verdict.
 *
 * @param headline the levels and their difference, where it can be told
 * @param obstacles why it can't be told
 * @param cautions what else may be behind a difference
 * @param plot absent where neither gave a value of the metric
 * @param latencies absent where not both left histograms of them
 * @param counters absent where nothing was counted
 * @param command that measures both interleaved; empty where none does
 */
public record VariantPairPage(
    SideCard first,
    SideCard second,
    String headline,
    List<String> obstacles,
    List<String> cautions,
    String machines,
    List<MetricRow> metrics,
    @Nullable BootsPlot plot,
    @Nullable LatencyCurves latencies,
    List<List<String>> percentiles,
    @Nullable CounterTable counters,
    Table<BootRow> boots,
    String command)
    implements Page {
  private static final int ROWS = 50;

  /** More boots of a side than that lie on each other. */
  private static final int MOST_DOTS = 200;

  private static final String UNKNOWN = "";

  public VariantPairPage {
    obstacles = List.copyOf(obstacles);
    cautions = List.copyOf(cautions);
    metrics = List.copyOf(metrics);
    percentiles = List.copyOf(percentiles);
  }

  /**
   * One of the two.
   *
   * @param letter that stands for it
   * @param change leads to a list from which another is chosen in its place
   */
  public record SideCard(
      String letter,
      String name,
      String role,
      String commit,
      String subject,
      Link campaign,
      String recipe,
      String config,
      String boots,
      String change) {}

  /** A metric; empty texts are not known. */
  public record MetricRow(String name, String first, String second, String difference) {}

  /**
   * A boot.
   *
   * @param id its name in the page
   */
  public record BootRow(
      String id,
      String side,
      String values,
      String machine,
      Instant at,
      Link log,
      String buildId) {}

  private record Placed(String id, String letter, VariantPairView.Boot boot) {}

  /**
   * The page of two variants.
   *
   * @param page of the table of boots, from 1
   */
  public static VariantPairPage of(VariantPairView view, int page) {
    List<Placed> boots = boots(view);
    ComparisonView.Latencies latencies = view.latencies();
    CounterEvidence counters = view.counters();
    return new VariantPairPage(
        side("A", view.first(), view.second()),
        side("B", view.second(), view.first()),
        headline(view),
        view.obstacles().stream().map(Show::line).toList(),
        view.cautions(),
        String.join(", ", view.machines()),
        view.metrics().stream().map(metric -> metric(metric)).toList(),
        plot(view, boots),
        latencies == null ? null : curves(latencies),
        latencies == null ? List.of() : percentiles(latencies),
        counters == null ? null : CounterTable.of(counters),
        Table.of(boots.reversed(), ROWS, page, boot -> row(boot, view)),
        view.command());
  }

  private static SideCard side(
      String letter, VariantPairView.Side side, VariantPairView.Side other) {
    return new SideCard(
        letter,
        side.name(),
        Show.line(side.role()),
        Show.commit(side.commit().id()),
        Show.line(side.commit().subject()),
        new Link(side.campaign(), Links.campaignOf(side.campaign())),
        Show.line(side.recipe()),
        Show.line(side.config()),
        Show.count(side.boots().size(), "boot"),
        Links.variants(other.name(), "", "", ""));
  }

  private static List<Placed> boots(VariantPairView view) {
    var boots = new ArrayList<Placed>();
    int number = 0;
    for (VariantPairView.Boot boot : view.first().boots()) {
      boots.add(new Placed("a-" + ++number, "A", boot));
    }
    number = 0;
    for (VariantPairView.Boot boot : view.second().boots()) {
      boots.add(new Placed("b-" + ++number, "B", boot));
    }
    boots.sort(Comparator.comparing(placed -> placed.boot().startedAt()));
    return boots;
  }

  private static String headline(VariantPairView view) {
    if (!view.obstacles().isEmpty() || view.metrics().isEmpty()) {
      return "";
    }
    MetricRow row = metric(view.metrics().getFirst());
    return "%s: %s with A, %s with B%s."
        .formatted(
            row.name(),
            row.first(),
            row.second(),
            row.difference().isEmpty() ? "" : ", " + row.difference());
  }

  private static MetricRow metric(VariantPairView.Metric metric) {
    BisectionView.Change difference = metric.difference();
    return new MetricRow(
        Show.line(metric.name()),
        value(metric.first(), metric.name(), metric.unit()),
        value(metric.second(), metric.name(), metric.unit()),
        difference == null ? UNKNOWN : Show.change(difference));
  }

  private static String value(@Nullable Double value, String metric, String unit) {
    if (value == null) {
      return UNKNOWN;
    }
    return PassFailMetric.isUnit(unit)
        ? Words.part(value) + " passed"
        : Show.value(value, unit.equals("1/s") ? metric : unit);
  }

  private static @Nullable BootsPlot plot(VariantPairView view, List<Placed> boots) {
    VariantPairView.Side first = view.first();
    return BootsPlot.of(
        "%s of the boots of %s and of %s"
            .formatted(
                Show.line(first.metric()),
                Show.line(first.role()),
                Show.line(view.second().role())),
        Show.line(first.metric()),
        List.of(lane("A", view, boots), lane("B", view, boots)));
  }

  private static BootsPlot.Boots lane(String letter, VariantPairView view, List<Placed> boots) {
    List<Placed> own =
        boots.stream()
            .filter(placed -> placed.letter().equals(letter) && !placed.boot().values().isEmpty())
            .filter(placed ->
                view.machines().isEmpty() || view.machines().contains(placed.boot().machine()))
            .toList();
    return new BootsPlot.Boots(
        letter + " " + Show.line(letter.equals("A") ? view.first().role() : view.second().role()),
        own.subList(Math.max(0, own.size() - MOST_DOTS), own.size()).stream()
            .map(placed ->
                new BootsPlot.Boot(
                    "#" + placed.id(),
                    placed.boot().values(),
                    "%s on %s: %s"
                        .formatted(
                            Show.time(placed.boot().startedAt()),
                            Show.line(placed.boot().machine()),
                            values(placed.boot(), view))))
            .toList());
  }

  private static String values(VariantPairView.Boot boot, VariantPairView view) {
    return boot.values().stream()
        .map(value -> value(value, view.first().metric(), view.first().unit()))
        .collect(Collectors.joining(", "));
  }

  private static BootRow row(Placed placed, VariantPairView view) {
    VariantPairView.Boot boot = placed.boot();
    return new BootRow(
        placed.id(),
        placed.letter(),
        boot.values().isEmpty() ? "none" : values(boot, view),
        Show.line(boot.machine()),
        boot.startedAt(),
        new Link("log", Links.log(boot.job())),
        Show.line(boot.buildId()));
  }

  private static LatencyCurves curves(ComparisonView.Latencies latencies) {
    var sides = new ArrayList<LatencyCurves.Side>();
    for (String letter : List.of("A", "B")) {
      int number = sides.size();
      sides.add(
          new LatencyCurves.Side(
              "c" + number,
              letter,
              letter + ", " + Show.count(latencies.transactions().get(number), "transaction"),
              latencies.milliseconds().get(number)));
    }
    return LatencyCurves.of(latencies.percentiles(), sides);
  }

  private static List<List<String>> percentiles(ComparisonView.Latencies latencies) {
    var rows = new ArrayList<List<String>>();
    for (double percentile : LatencyCurves.marked(latencies.percentiles())) {
      int at = latencies.percentiles().indexOf(percentile);
      double first = latencies.milliseconds().getFirst().get(at);
      double second = latencies.milliseconds().getLast().get(at);
      rows.add(
          List.of(
              LatencyCurves.name(percentile),
              Words.value(first, "ms"),
              Words.value(second, "ms"),
              first > 0 ? Show.percent(second / first - 1) : ""));
    }
    return rows;
  }

  /** Whether a difference is told. */
  public boolean isComparable() {
    return obstacles.isEmpty();
  }

  /** Both the other way round. */
  public String exchanged() {
    return Links.pair(second.name(), first.name());
  }

  /** Another page of the boots. */
  public String bootsPage(int page) {
    return Links.pair(first.name(), second.name()) + "&boots=" + page + "#boots";
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.pair(first.name(), second.name());
  }

  @Override
  public String title() {
    return first.role() + " beside " + second.role();
  }

  @Override
  public String template() {
    return "variantpair.jte";
  }
}
