package dev.halfspeed.web.page.comparison;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.web.page.ActivityTile;
import dev.halfspeed.web.page.Badge;
import dev.halfspeed.web.page.BootsPlot;
import dev.halfspeed.web.page.CounterTable;
import dev.halfspeed.web.page.Fact;
import dev.halfspeed.web.page.InterventionPart;
import dev.halfspeed.web.page.LatencyCurves;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.Table;
import dev.halfspeed.web.page.TablePart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One comparison, from what is known of each pair to the boots that say so.
 *
 * @param heading what is measured
 * @param sentences that it is paused where it is, and what is known of each pair
 * @param people what people did to it, and what they may do
 * @param parent the campaign that started it; absent where none did
 * @param metrics a head and rows of what was measured
 * @param recoveries what each variant gives back of a loss; none where that was not asked
 * @param plot absent while nothing has been measured
 * @param latencies absent where no transaction's latency was measured
 * @param counters what else differed between the first variant and each other one
 */
public record ComparisonPage(
    String id,
    String heading,
    Badge state,
    List<String> sentences,
    boolean isRunning,
    InterventionPart people,
    String owner,
    @Nullable Link parent,
    Instant createdAt,
    String took,
    List<ActivityTile> activities,
    List<VariantRow> variants,
    List<PairRow> pairs,
    List<List<String>> metrics,
    List<RecoveryRow> recoveries,
    @Nullable BootsPlot plot,
    @Nullable LatencyCurves latencies,
    List<CounterTable> counters,
    Table<BootRow> boots,
    Table<FaultRow> faults,
    List<Fact> setup)
    implements Page {
  private static final int ROWS = 50;

  public ComparisonPage {
    sentences = List.copyOf(sentences);
    activities = List.copyOf(activities);
    variants = List.copyOf(variants);
    pairs = List.copyOf(pairs);
    metrics = List.copyOf(metrics);
    recoveries = List.copyOf(recoveries);
    counters = List.copyOf(counters);
    setup = List.copyOf(setup);
  }

  /**
   * What is compared.
   *
   * @param letter that stands for it in charts
   * @param what differs from the first beside the commit; empty for nothing
   * @param failure why it can't be tested; empty where it can
   * @param beside address of what it can be shown beside
   */
  public record VariantRow(
      String letter,
      String name,
      String commit,
      String subject,
      String what,
      int boots,
      String failure,
      String beside) {}

  /** What is known of two variants. */
  public record PairRow(Badge verdict, String words) {}

  /** What a variant gives back of a loss. */
  public record RecoveryRow(String name, String share, String interval) {}

  /**
   * A boot that counts.
   *
   * @param id its name in the page
   * @param name by which people know it
   */
  public record BootRow(
      String id,
      String name,
      String variant,
      String values,
      String machine,
      int block,
      Instant at,
      Link log) {}

  /**
   * An attempt that gave nothing, or no evidence.
   *
   * @param id its name in the page
   */
  public record FaultRow(
      String id,
      Badge outcome,
      String what,
      String variant,
      String why,
      String machine,
      Instant at,
      Link log) {}

  /**
   * The page of a comparison.
   *
   * @param boots which page of the boots, from 1; likewise faults
   * @param mayAct whether who looks at it may end it, and do other things to it
   */
  public static ComparisonPage of(
      ComparisonView view, int boots, int faults, Instant now, boolean mayAct) {
    String parent = view.origin().parent();
    boolean isRunning = view.state() == BisectionView.State.RUNNING;
    Table<BootRow> rows = boots(view, boots);
    return new ComparisonPage(
        view.id(),
        Show.line(view.metric() + " of " + view.recipe()),
        state(view),
        sentences(view),
        isRunning,
        InterventionPart.of(
            Links.comparison(view.id()),
            view.origin(),
            view.maximumBoots(),
            InterventionPart.Again.NOTHING,
            isRunning && mayAct),
        Show.line(view.owner()),
        parent == null ? null : new Link(parent, Links.campaignOf(parent)),
        view.createdAt(),
        Words.between(view.createdAt(), Objects.requireNonNullElse(view.endedAt(), now)),
        view.activities().stream().map(ActivityTile::of).toList(),
        variants(view),
        view.pairs().stream().map(pair -> pair(view, pair)).toList(),
        ComparisonText.table(view),
        view.recoveries().stream().map(ComparisonPage::recovery).toList(),
        ComparedBoots.plot(view, place -> address(view, rows.pages(), place)),
        latencies(view),
        view.counters().stream().map(CounterTable::of).toList(),
        rows,
        Table.of(view.faults().reversed(), ROWS, faults, ComparisonPage::fault),
        setup(view));
  }

  private static Badge state(ComparisonView view) {
    return switch (view.state()) {
      case RUNNING -> new Badge(view.origin().paused() == null ? "running" : "paused", "live");
      case CONCLUDED -> new Badge("concluded", "good");
      case FAILED -> new Badge("failed", "bad");
      default -> new Badge(view.state().name().toLowerCase(Locale.ROOT), "");
    };
  }

  private static List<String> sentences(ComparisonView view) {
    var sentences = new ArrayList<String>();
    if (view.origin().paused() != null) {
      sentences.add(InterventionPart.rest(view.origin().paused()));
    }
    sentences.addAll(ComparisonText.sentences(view));
    return sentences;
  }

  private static List<VariantRow> variants(ComparisonView view) {
    var rows = new ArrayList<VariantRow>();
    for (ComparisonView.Variant variant : view.variants()) {
      rows.add(
          new VariantRow(
              ComparedBoots.letter(rows.size()),
              ComparisonText.name(variant.name()),
              Show.commit(variant.commit().id()),
              Show.line(variant.commit().subject()),
              Show.line(variant.what()),
              variant.boots(),
              Show.line(variant.failure()),
              Links.variants(view.id() + ":candidate-" + rows.size(), "", "", "")));
    }
    return rows;
  }

  private static PairRow pair(ComparisonView view, ComparisonView.Pair pair) {
    return new PairRow(
        switch (pair.verdict()) {
          case DIFFERENT -> new Badge("different", "warn");
          case SAME -> new Badge("the same", "good");
          case UNDECIDED -> new Badge("undecided", "");
          case UNTESTED -> new Badge("not tested", "bad");
        },
        ComparisonText.standing(view, pair));
  }

  private static RecoveryRow recovery(ComparisonView.Recovery recovery) {
    BisectionView.Change share = recovery.share();
    return new RecoveryRow(
        ComparisonText.name(recovery.variant()),
        percent(share.fraction()),
        percent(share.low()) + " to " + percent(share.high()));
  }

  private static String percent(double share) {
    return ComparisonText.whole(share).replace('-', '\u2212') + " %";
  }

  private static Table<BootRow> boots(ComparisonView view, int page) {
    return Table.of(view.measured().reversed(), ROWS, page, boot -> boot(boot, view));
  }

  /** Where the row of a boot is, by its place among those that count. */
  private static String address(ComparisonView view, TablePart shown, int place) {
    return shown.address(
        view.measured().size() - 1 - place,
        ROWS,
        id(view.measured().get(place)),
        page -> bootsPage(view.id(), page));
  }

  private static BootRow boot(ComparisonView.Boot boot, ComparisonView view) {
    return new BootRow(
        id(boot),
        name(boot),
        ComparisonText.name(boot.variant()),
        boot.values().stream()
            .map(
                value -> Show.value(value, view.unit().equals("1/s") ? view.metric() : view.unit()))
            .collect(Collectors.joining(", ")),
        Show.line(boot.machine()),
        boot.block(),
        boot.startedAt(),
        new Link("log", Links.log(boot.job())));
  }

  private static String id(ComparisonView.Boot boot) {
    String earlier = boot.comparison();
    return "boot-" + (earlier == null ? "" : earlier + "-") + boot.number();
  }

  /** Such as "boot 3", or "boot 3 of k5a094f6" where an earlier comparison made it. */
  static String name(ComparisonView.Boot boot) {
    String earlier = boot.comparison();
    return "boot " + boot.number() + (earlier == null ? "" : " of " + Show.line(earlier));
  }

  private static FaultRow fault(ComparisonView.Fault fault) {
    String variant = fault.variant();
    return new FaultRow(
        Links.row("fault", fault.job()),
        Badge.attempt(fault.outcome()),
        fault.kind(),
        variant == null ? "" : ComparisonText.name(variant),
        Show.line(fault.message()),
        Show.line(fault.machine()),
        fault.startedAt(),
        new Link("log", Links.log(fault.job())));
  }

  private static @Nullable LatencyCurves latencies(ComparisonView view) {
    ComparisonView.Latencies latencies = view.latencies();
    if (latencies == null || latencies.milliseconds().stream().allMatch(List::isEmpty)) {
      return null;
    }
    var sides = new ArrayList<LatencyCurves.Side>();
    for (ComparisonView.Variant variant : view.variants()) {
      int number = sides.size();
      sides.add(
          new LatencyCurves.Side(
              "c" + number,
              ComparedBoots.letter(number),
              ComparisonText.name(variant.name())
                  + ", "
                  + Show.count(latencies.transactions().get(number), "transaction"),
              latencies.milliseconds().get(number)));
    }
    return LatencyCurves.of(latencies.percentiles(), sides);
  }

  private static List<Fact> setup(ComparisonView view) {
    var facts = new ArrayList<Fact>();
    facts.add(new Fact("Recipe", Show.line(view.recipe())));
    new TreeMap<>(view.parameters())
        .forEach((name, value) -> facts.add(new Fact(Show.line(name), Show.line(value))));
    facts.add(
        new Fact(
            "Metric that decides",
            Show.line(view.metric())
                + ", "
                + (view.higherIsBetter() ? "higher" : "lower")
                + " is better"));
    facts.add(new Fact("Confidence that no verdict is wrong", Words.level(view.confidence())));
    facts.add(new Fact("Smallest difference that matters", ComparisonText.smallest(view)));
    facts.add(
        new Fact(
            "Boots",
            view.ownBoots()
                + " of at most "
                + view.maximumBoots()
                + (view.bootsToGo() == null ? "" : ", about " + view.bootsToGo() + " to go")));
    ComparisonText.earlier(view)
        .ifPresent(words -> facts.add(new Fact("Boots before", Show.line(words))));
    return facts;
  }

  @Override
  public String title() {
    return Show.capital(state.words()) + " \u00b7 " + heading;
  }

  @Override
  public String template() {
    return "comparison.jte";
  }

  /** What a screen reader says when it has ended. */
  public String spoken() {
    return String.join(" ", sentences);
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.comparison(id);
  }

  /** The whole story in Markdown. */
  public String report() {
    return json() + "/report";
  }

  /** Where it is asked to end. */
  public String cancel() {
    return Links.comparison(id) + "/cancel";
  }

  /** Another page of the boots. */
  public String bootsPage(int page) {
    return bootsPage(id, page) + "#boots";
  }

  private static String bootsPage(String id, int page) {
    return Links.comparison(id) + Links.query("boots", Integer.toString(page));
  }

  /** Another page of the faults. */
  public String faultsPage(int page) {
    return Links.comparison(id) + Links.query("faults", Integer.toString(page)) + "#faults";
  }
}
