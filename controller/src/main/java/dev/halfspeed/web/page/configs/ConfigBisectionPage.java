package dev.halfspeed.web.page.configs;

import dev.halfspeed.report.Printable;
import dev.halfspeed.report.Words;
import dev.halfspeed.report.configs.ConfigBisectionText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.web.page.ActivityTile;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.BootsPlot;
import dev.halfspeed.web.page.Fact;
import dev.halfspeed.web.page.Figure;
import dev.halfspeed.web.page.InterventionPart;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One config bisection, from the options that carry the loss to the boots that say so.
 *
 * @param heading what is measured
 * @param sentence what is known
 * @param people what people did to it, and what they may do
 * @param parent the campaign that started it; absent where none did
 * @param carriers sets of options that carry the loss; none while that is not known
 * @param rounds the searches so far
 * @param suspects of the present round
 * @param plot absent while nothing has been measured
 * @param configurations those that were tried, the newest first
 * @param attempts builds and boots, the newest first
 * @param steps in which the two configurations differ, as many as are shown
 * @param moreSteps how many are not shown
 * @param unsearched what differs and is not searched, and what the files are not made for
 */
public record ConfigBisectionPage(
    String id,
    String heading,
    Badge state,
    String sentence,
    boolean isRunning,
    InterventionPart people,
    String owner,
    @Nullable Link parent,
    Instant createdAt,
    String took,
    List<CarrierCard> carriers,
    List<Figure> figures,
    List<ActivityTile> activities,
    List<RoundRow> rounds,
    List<SuspectRow> suspects,
    @Nullable BootsPlot plot,
    Table<ConfigurationRow> configurations,
    Table<AttemptRow> attempts,
    List<Fact> setup,
    List<String> steps,
    int moreSteps,
    List<String> unsearched)
    implements Page {
  private static final int ROWS = 50;

  /** More options than that are in the JSON alone. */
  private static final int MOST_STEPS = 500;

  public ConfigBisectionPage {
    carriers = List.copyOf(carriers);
    figures = List.copyOf(figures);
    activities = List.copyOf(activities);
    rounds = List.copyOf(rounds);
    suspects = List.copyOf(suspects);
    setup = List.copyOf(setup);
    steps = List.copyOf(steps);
    unsearched = List.copyOf(unsearched);
  }

  /**
   * A set of options that carries the loss.
   *
   * @param consequences what else changes with it in the effective configuration
   */
  public record CarrierCard(List<String> options, List<Figure> figures, List<String> consequences) {
    public CarrierCard {
      options = List.copyOf(options);
      figures = List.copyOf(figures);
      consequences = List.copyOf(consequences);
    }
  }

  /** A search over one chain of configurations. */
  public record RoundRow(int number, String asks, String boots) {}

  /**
   * A step that may be what is looked for.
   *
   * @param share the length of its bar, in per cent
   */
  public record SuspectRow(String options, String probability, String share) {}

  /**
   * A configuration that was tried.
   *
   * @param number by which the chart knows it, from 1
   * @param kernel the first digits of its build-id; empty where none was built
   * @param values of its boots, or why there are none
   */
  public record ConfigurationRow(
      int number, String name, String changed, String values, String kernel, boolean isFailed) {}

  /**
   * A build or a boot.
   *
   * @param id its name in the page
   * @param number of a boot that gave numbers, from 1; empty for others
   */
  public record AttemptRow(
      String id,
      String number,
      String what,
      String configuration,
      Badge outcome,
      String message,
      String values,
      String machine,
      Instant at,
      Link log) {}

  /**
   * The page of a config bisection.
   *
   * @param configurations which page of the configurations, from 1; likewise attempts
   * @param mayAct whether who looks at it may end it, and do other things to it
   */
  public static ConfigBisectionPage of(
      ConfigBisectionView view, int configurations, int attempts, Instant now, boolean mayAct) {
    String parent = view.origin().parent();
    String conclusion = view.conclusion();
    boolean isRunning = view.state() == BisectionView.State.RUNNING;
    var tried = new TriedConfigurations(view);
    Table<AttemptRow> shown = Table.of(tried.attempts(), ROWS, attempts, row -> row);
    return new ConfigBisectionPage(
        view.id(),
        Show.line(view.metric() + " of " + view.recipe()) + ", option by option",
        state(view),
        // It names what was found and how it was proved: none of that may be cut off.
        Printable.line(
            conclusion == null
                ? Show.capital(ConfigBisectionText.standing(view)) + "."
                : conclusion),
        isRunning,
        InterventionPart.of(
            Links.configBisection(view.id()),
            view.origin(),
            view.maximumBoots(),
            InterventionPart.Again.CONFIGURATIONS,
            isRunning && mayAct),
        Show.line(view.owner()),
        parent == null ? null : new Link(parent, Links.campaignOf(parent)),
        view.createdAt(),
        Words.between(view.createdAt(), Objects.requireNonNullElse(view.endedAt(), now)),
        carriers(view),
        figures(view),
        view.activities().stream().map(ActivityTile::of).toList(),
        rounds(view),
        isRunning ? view.suspects().stream().map(ConfigBisectionPage::suspect).toList() : List.of(),
        tried.plot(shown.pages(), ROWS, page -> attemptsPage(view.id(), page)),
        Table.of(tried.rows().reversed(), ROWS, configurations, row -> row),
        shown,
        setup(view),
        view.steps().stream().limit(MOST_STEPS).map(Show::line).toList(),
        Math.max(0, view.steps().size() - MOST_STEPS),
        unsearched(view));
  }

  private static Badge state(ConfigBisectionView view) {
    ConfigBisectionView.Ending ending = view.ending();
    return switch (view.state()) {
      case RUNNING -> new Badge(view.origin().paused() == null ? "running" : "paused", "live");
      case FAILED -> new Badge("failed", "bad");
      case CANCELLED -> new Badge("cancelled", "");
      case CONCLUDED ->
          ending != null && ending.kind().equals("options")
              ? new Badge("options found", "good")
              : Badge.ending(ending == null ? null : ending.kind());
    };
  }

  private static List<CarrierCard> carriers(ConfigBisectionView view) {
    ConfigBisectionView.Ending ending = view.ending();
    return ending == null
        ? List.of()
        : ending.carriers().stream().map(ConfigBisectionPage::carrier).toList();
  }

  private static CarrierCard carrier(ConfigBisectionView.Carrier carrier) {
    Double recovered = carrier.recovered();
    return new CarrierCard(
        carrier.options().stream().map(Show::line).toList(),
        List.of(
            new Figure(
                "Put on the good one",
                Show.percent(carrier.effect().fraction()),
                "95 %: " + Show.interval(carrier.effect().low(), carrier.effect().high())),
            new Figure("Of the whole change", Words.percent(carrier.share()), ""),
            new Figure(
                "Taken off the bad one",
                recovered == null ? "not measured" : Words.percent(Math.max(0, recovered)),
                recovered == null ? "" : "of it gained back"),
            new Figure("Probability", Words.probability(carrier.confidence()), ""),
            new Figure(
                "Fresh boots",
                carrier.withIt() + " against " + carrier.withoutIt(),
                "with it, without it")),
        carrier.consequences().stream().map(Show::line).toList());
  }

  private static List<Figure> figures(ConfigBisectionView view) {
    ConfigBisectionView.Progress now = view.progress();
    BisectionView.Change effect = now.effect();
    Double noise = now.noise();
    var figures = new ArrayList<Figure>();
    if (effect != null) {
      figures.add(
          new Figure(
              "From good to bad",
              Show.percent(effect.fraction()),
              "95 %: " + Show.interval(effect.low(), effect.high())));
    }
    if (noise != null) {
      figures.add(new Figure("Noise between boots", Words.percent(noise), ""));
    }
    if (view.state() == BisectionView.State.RUNNING) {
      figures.add(new Figure("Suspects", "%,d".formatted(now.remaining()), "of " + view.options()));
    }
    figures.add(
        new Figure("Boots", Integer.toString(now.boots()), "of at most " + view.maximumBoots()));
    figures.add(
        new Figure(
            "Builds",
            Integer.toString(now.builds()),
            now.sameKernels() == 0 ? "" : now.sameKernels() + " came to a known kernel"));
    return figures;
  }

  private static List<RoundRow> rounds(ConfigBisectionView view) {
    var rows = new ArrayList<RoundRow>();
    for (int i = 0; i < view.rounds().size(); i++) {
      ConfigBisectionView.Round round = view.rounds().get(i);
      int end =
          i + 1 < view.rounds().size() ? view.rounds().get(i + 1).boots() : view.progress().boots();
      rows.add(
          new RoundRow(
              i + 1,
              Show.line(
                  (round.found().isEmpty()
                          ? "Which option carries the loss"
                          : "What " + String.join(" and ", round.found()) + " needs beside itself")
                      + (round.removed().isEmpty()
                          ? ""
                          : ", without "
                              + String.join(
                                  " and ",
                                  round.removed().stream()
                                      .map(set -> String.join(" and ", set))
                                      .toList())
                              + ", proved before")),
              Show.count(Math.max(0, end - round.boots()), "boot")));
    }
    return rows;
  }

  private static SuspectRow suspect(ConfigBisectionView.Suspect suspect) {
    return new SuspectRow(
        Show.line(String.join(", ", suspect.options())),
        Words.probability(suspect.probability()),
        Long.toString(Math.round(100 * suspect.probability())));
  }

  private static List<Fact> setup(ConfigBisectionView view) {
    var facts = new ArrayList<Fact>();
    facts.add(new Fact("Good configuration", Show.line(view.good())));
    facts.add(new Fact("Bad configuration", Show.line(view.bad())));
    facts.add(
        new Fact(
            "Commit", Show.commit(view.commit().id()) + " " + Show.line(view.commit().subject())));
    facts.add(new Fact("Recipe", Show.line(view.recipe())));
    new TreeMap<>(view.parameters())
        .forEach((name, value) -> facts.add(new Fact(Show.line(name), Show.line(value))));
    facts.add(
        new Fact(
            "Metric",
            Show.line(view.metric())
                + ", "
                + (view.higherIsBetter() ? "higher" : "lower")
                + " is better"));
    facts.add(new Fact("Probability asked for", Words.level(view.confidence())));
    facts.add(new Fact("Boots at most", Integer.toString(view.maximumBoots())));
    return facts;
  }

  private static List<String> unsearched(ConfigBisectionView view) {
    var lines = new ArrayList<String>();
    view.notes().forEach(note -> lines.add(Show.line(note)));
    view.fixed()
        .forEach(option -> lines.add(Show.line(option) + ": the compiler or the guest decides it"));
    return lines;
  }

  @Override
  public String title() {
    return Show.capital(state.words()) + " \u00b7 " + heading;
  }

  @Override
  public String template() {
    return "configbisection.jte";
  }

  /** How many steps there are in all. */
  public int stepsInAll() {
    return steps.size() + moreSteps;
  }

  /** What a screen reader says when it has ended. */
  public String spoken() {
    return sentence;
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.configBisection(id);
  }

  /** The whole story in Markdown. */
  public String report() {
    return json() + "/report";
  }

  /** Where it is asked to end. */
  public String cancel() {
    return Links.configBisection(id) + "/cancel";
  }

  /** Another page of the configurations. */
  public String configurationsPage(int page) {
    return Links.configBisection(id)
        + Links.query("configurations", Integer.toString(page))
        + "#configurations";
  }

  /** Another page of the builds and boots. */
  public String attemptsPage(int page) {
    return attemptsPage(id, page) + "#attempts";
  }

  private static String attemptsPage(String id, int page) {
    return Links.configBisection(id) + Links.query("attempts", Integer.toString(page));
  }
}
