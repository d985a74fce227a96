package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.web.page.LatencyCurves;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Latencies without the change and with it, as a plot and as numbers.
 *
 * @param json address of all percentiles for programs
 */
public record LatencyCard(LatencyCurves curves, List<Row> rows, String json) {
  private static final List<String> STYLES = List.of("good", "bad");
  private static final List<String> LABELS = List.of("without", "with it");

  public LatencyCard {
    rows = List.copyOf(rows);
  }

  /** A percentile of both sides. */
  public record Row(String percentile, String without, String with, String change) {}

  /** Empty where there is nothing to compare. */
  static Optional<LatencyCard> of(LatencyView view) {
    if (view.sides().size() != 2) {
      return Optional.empty();
    }
    List<LatencyCurves.Side> sides = new ArrayList<>();
    for (LatencyView.Side side : view.sides()) {
      sides.add(
          new LatencyCurves.Side(
              STYLES.get(sides.size()),
              LABELS.get(sides.size()),
              words(side),
              side.milliseconds()));
    }
    return Optional.of(
        new LatencyCard(
            LatencyCurves.of(view.percentiles(), sides),
            LatencyCurves.marked(view.percentiles()).stream()
                .map(percentile -> row(view, percentile))
                .toList(),
            Links.API + Links.campaign(view.bisection(), true) + "/latencies"));
  }

  private static String words(LatencyView.Side side) {
    return "%s: %s in %s"
        .formatted(
            Show.capital(side.of()),
            Show.count(side.transactions(), "transaction"),
            Show.count(side.boots(), "boot"));
  }

  private static Row row(LatencyView view, double percentile) {
    int at = view.percentiles().indexOf(percentile);
    double without = view.sides().getFirst().milliseconds().get(at);
    double with = view.sides().getLast().milliseconds().get(at);
    return new Row(
        LatencyCurves.name(percentile),
        Words.value(without, "ms"),
        Words.value(with, "ms"),
        without > 0 ? Show.percent(with / without - 1) : "");
  }
}
