package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.web.page.LatencyCurves;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of single transactions in one boot, beside what both sides' boots have.
 *
 * @param boot its number, from 1
 * @param sides what the columns are of
 * @param curves absent where the boot's runs left no histogram
 * @param rows of percentiles
 */
public record BootLatencyPage(
    String bisection, int boot, List<String> sides, @Nullable LatencyCurves curves, List<Row> rows)
    implements Page {
  private static final List<String> STYLES = List.of("good", "bad");

  public BootLatencyPage {
    sides = List.copyOf(sides);
    rows = List.copyOf(rows);
  }

  /** A percentile of all sides. */
  public record Row(String percentile, List<String> values) {
    public Row {
      values = List.copyOf(values);
    }
  }

  /** The page. */
  public static BootLatencyPage of(LatencyView view, int boot) {
    List<LatencyView.Side> sides = view.sides();
    List<LatencyCurves.Side> drawn = new ArrayList<>();
    for (LatencyView.Side side : sides) {
      boolean isBoot = drawn.size() == sides.size() - 1;
      drawn.add(
          new LatencyCurves.Side(
              isBoot ? "c0" : STYLES.get(drawn.size()),
              isBoot ? "this boot" : side.of(),
              "%s: %s"
                  .formatted(
                      Show.capital(side.of()), Show.count(side.transactions(), "transaction")),
              side.milliseconds()));
    }
    return new BootLatencyPage(
        view.bisection(),
        boot,
        drawn.stream().map(LatencyCurves.Side::words).toList(),
        drawn.isEmpty() ? null : LatencyCurves.of(view.percentiles(), drawn),
        drawn.isEmpty()
            ? List.of()
            : LatencyCurves.marked(view.percentiles()).stream()
                .map(percentile -> row(view, percentile))
                .toList());
  }

  private static Row row(LatencyView view, double percentile) {
    int at = view.percentiles().indexOf(percentile);
    return new Row(
        LatencyCurves.name(percentile),
        view.sides().stream().map(side -> Words.value(side.milliseconds().get(at), "ms")).toList());
  }

  @Override
  public String title() {
    return "Latencies of boot " + boot + " \u00b7 " + bisection;
  }

  @Override
  public String template() {
    return "bootlatencies.jte";
  }

  /** The bisection's page. */
  public Link campaign() {
    return new Link(bisection, Links.campaign(bisection, true));
  }

  /** The same for programs, with more percentiles. */
  public String json() {
    return Links.API + Links.latencies(bisection, boot);
  }
}
