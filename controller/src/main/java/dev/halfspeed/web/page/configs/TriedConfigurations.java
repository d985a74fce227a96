package dev.halfspeed.web.page.configs;

import static java.util.Objects.requireNonNull;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.BootsPlot;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.TablePart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The configurations that were tried, each with its number, and all their boots with theirs. */
final class TriedConfigurations {
  /** So many lanes have room for their numbers. */
  private static final int MOST_LANES = 40;

  private static final int DIGITS = 10;
  private static final String JOB = "job";

  private final ConfigBisectionView view;
  private final List<Attempt> attempts = new ArrayList<>();

  /** Places of attempts, the newest first, by their jobs. */
  private final Map<String, Integer> places = new HashMap<>();

  TriedConfigurations(ConfigBisectionView view) {
    this.view = view;
    for (ConfigBisectionView.Configuration configuration : view.configurations()) {
      configuration.attempts().forEach(each -> attempts.add(new Attempt(configuration, each)));
    }
    attempts.sort(Comparator.comparing(attempt -> attempt.is().startedAt()));
    for (Attempt attempt : attempts) {
      places.put(attempt.is().job(), attempts.size() - 1 - places.size());
    }
  }

  private record Attempt(ConfigBisectionView.Configuration of, ConfigBisectionView.Attempt is) {}

  /** In the order in which they were tried. */
  List<ConfigBisectionPage.ConfigurationRow> rows() {
    var rows = new ArrayList<ConfigBisectionPage.ConfigurationRow>();
    for (ConfigBisectionView.Configuration each : view.configurations()) {
      String failure = each.failure();
      String build = each.buildId();
      rows.add(
          new ConfigBisectionPage.ConfigurationRow(
              rows.size() + 1,
              Show.line(each.name()),
              "%,d of %,d".formatted(each.changed(), view.options()),
              failure == null ? values(each.values()) : Show.line(failure),
              build == null ? "" : Show.line(build.substring(0, Math.min(DIGITS, build.length()))),
              failure != null));
    }
    return rows;
  }

  /** The newest first. */
  List<ConfigBisectionPage.AttemptRow> attempts() {
    return attempts.reversed().stream().map(this::row).toList();
  }

  private ConfigBisectionPage.AttemptRow row(Attempt attempt) {
    ConfigBisectionView.Attempt is = attempt.is();
    Integer number = is.number();
    String disturbance = is.disturbance();
    String purpose = is.purpose();
    return new ConfigBisectionPage.AttemptRow(
        Links.row(JOB, is.job()),
        number == null ? "" : number.toString(),
        Show.line(is.kind()) + (purpose == null ? "" : ", " + Show.line(purpose)),
        Show.line(attempt.of().name()),
        Badge.attempt(is.outcome()),
        disturbance != null
            ? (is.values().isEmpty() ? "no evidence: " : "in part no evidence: ")
                + Show.line(disturbance)
            : is.outcome().equals("measured") ? "" : Show.line(is.message()),
        values(is.values()),
        Show.line(is.machine()),
        is.startedAt(),
        new Link("log", Links.log(is.job())));
  }

  /**
   * The boots of the configurations that were tried last; absent while there are none.
   *
   * @param shown which part of the attempts, the newest first, is on the page
   * @param each rows of a page of them
   * @param address of another page of them
   */
  @Nullable BootsPlot plot(TablePart shown, int each, IntFunction<String> address) {
    var kernels = new ArrayList<BootsPlot.Boots>();
    int first = Math.max(0, view.configurations().size() - MOST_LANES);
    for (int i = first; i < view.configurations().size(); i++) {
      ConfigBisectionView.Configuration configuration = view.configurations().get(i);
      int number = i + 1;
      kernels.add(
          new BootsPlot.Boots(
              Integer.toString(number),
              configuration.attempts().stream()
                  .filter(attempt -> !attempt.values().isEmpty())
                  .map(attempt ->
                      boot(
                          configuration,
                          number,
                          attempt,
                          shown.address(
                              requireNonNull(places.get(attempt.job())),
                              each,
                              Links.row(JOB, attempt.job()),
                              address)))
                  .toList()));
    }
    return BootsPlot.of(
        "%s of %s of %s%s; the table below has all values"
            .formatted(
                Show.line(view.metric()),
                Show.count(kernels.stream().mapToInt(lane -> lane.all().size()).sum(), "boot"),
                Show.count(kernels.size(), "configuration"),
                first == 0 ? "" : ", those that were tried last"),
        view.unit().equals("1/s")
            ? Show.line(view.metric())
            : Show.line(view.metric() + ", " + view.unit()),
        kernels);
  }

  private BootsPlot.Boot boot(
      ConfigBisectionView.Configuration of,
      int number,
      ConfigBisectionView.Attempt attempt,
      String address) {
    int boot = requireNonNull(attempt.number());
    return new BootsPlot.Boot(
        address,
        attempt.values(),
        "boot %d, configuration %d, %s, on %s: %s"
            .formatted(
                boot,
                number,
                Show.line(of.name()),
                Show.line(attempt.machine()),
                values(attempt.values())));
  }

  private String values(List<Double> values) {
    String unit = view.unit().equals("1/s") ? view.metric() : view.unit();
    return values.stream()
        .map(value -> Show.line(Words.value(value, unit)))
        .collect(Collectors.joining(", "));
  }
}
