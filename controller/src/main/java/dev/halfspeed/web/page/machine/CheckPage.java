package dev.halfspeed.web.page.machine;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.Fact;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A check of a machine: what is booted there, what came of it, and every value.
 *
 * @param stands what it does now, or what it found
 * @param figures what it measured; empty until it has ended
 * @param facts what is booted and run
 * @param chart absent until something was measured
 * @param mayCancel whether the reader may break it off
 */
public record CheckPage(
    String id,
    Link machine,
    Badge state,
    String stands,
    List<Fact> figures,
    List<ComparisonRow> comparisons,
    List<Fact> facts,
    @Nullable BootsChart chart,
    List<BootRow> boots,
    boolean isRunning,
    boolean mayCancel)
    implements Page {
  public CheckPage {
    figures = List.copyOf(figures);
    comparisons = List.copyOf(comparisons);
    facts = List.copyOf(facts);
    boots = List.copyOf(boots);
  }

  /** Boots that should not differ, against each other. */
  public record ComparisonRow(String what, String change, String chance) {}

  /**
   * A boot.
   *
   * @param number from 1
   */
  public record BootRow(int number, String values) {}

  /**
   * The page of a check.
   *
   * @param mayCancel whether the reader may break checks off
   */
  public static CheckPage of(CheckView check, Instant now, boolean mayCancel) {
    boolean isRunning = check.endedAt() == null;
    List<BootRow> boots = new ArrayList<>();
    for (List<Double> runs : check.samples()) {
      boots.add(
          new BootRow(
              boots.size() + 1,
              runs.stream()
                  .map(value -> Show.value(value, check.metricUnit()))
                  .collect(Collectors.joining(", "))));
    }
    return new CheckPage(
        check.id(),
        new Link(Show.line(check.machine()), Links.machine(check.machine())),
        isRunning ? new Badge("running", "live") : Badge.check(check.state()),
        Show.capital(Show.line(isRunning ? check.doing() : check.message())),
        figures(check),
        check.comparisons().stream()
            .map(each ->
                new ComparisonRow(
                    Show.line(each.what()),
                    Show.change(each.change()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * each.chance())))
            .toList(),
        facts(check, now),
        BootsChart.of(check.samples(), check.metric(), check.metricUnit()),
        boots,
        isRunning,
        mayCancel && isRunning);
  }

  private static List<Fact> figures(CheckView check) {
    List<Fact> figures = new ArrayList<>();
    CheckView.Deviation noise = check.noise();
    if (noise != null) {
      figures.add(new Fact("Noise between boots", MachineCard.deviation(noise)));
    }
    CheckView.Deviation within = check.within();
    if (within != null) {
      figures.add(new Fact("Noise within a boot", MachineCard.deviation(within)));
    }
    if (check.resolvable() != null) {
      figures.add(new Fact("Finds losses from", Words.smallest(check.resolvable())));
    }
    return figures;
  }

  private static List<Fact> facts(CheckView check, Instant now) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "Kind",
            check.kind().equals("again") ? "again, against the last full one" : check.kind()));
    if (!check.owner().isEmpty()) {
      facts.add(new Fact("Asked for by", Show.line(check.owner())));
    }
    facts.add(new Fact("Kernel", Show.commit(check.commit()) + " " + Show.line(check.subject())));
    facts.add(new Fact("Configuration", Show.line(check.config())));
    facts.add(new Fact("Measured", Show.line(check.metric() + " of " + check.recipe())));
    facts.add(new Fact("Parameters", Show.line(parameters(check.parameters()))));
    facts.add(
        new Fact(
            "Planned",
            Show.count(check.boots(), "boot")
                + ", "
                + Show.count(check.runs(), "run")
                + " in each"));
    facts.add(new Fact("Started", Show.time(check.startedAt())));
    Instant endedAt = check.endedAt();
    facts.add(
        endedAt == null
            ? new Fact("Takes", Words.between(check.startedAt(), now) + " so far")
            : new Fact("Took", Words.between(check.startedAt(), endedAt)));
    return facts;
  }

  private static String parameters(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? "none"
        : new TreeMap<>(parameters)
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
  }

  @Override
  public String title() {
    return "Check of " + machine.words();
  }

  @Override
  public String template() {
    return "check.jte";
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.check(id);
  }

  /** Where it is broken off. */
  public String cancellation() {
    return Links.check(id) + "/cancel";
  }
}
