package dev.halfspeed.web.page.bisection;

import dev.halfspeed.report.Words;
import dev.halfspeed.report.bisection.MeasuredCommits;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.web.page.ActivityTile;
import dev.halfspeed.web.page.BisectionQuery;
import dev.halfspeed.web.page.CommitBook;
import dev.halfspeed.web.page.CommitWords;
import dev.halfspeed.web.page.CounterTable;
import dev.halfspeed.web.page.Fact;
import dev.halfspeed.web.page.Figure;
import dev.halfspeed.web.page.InterventionPart;
import dev.halfspeed.web.page.Link;
import dev.halfspeed.web.page.Links;
import dev.halfspeed.web.page.Page;
import dev.halfspeed.web.page.Show;
import dev.halfspeed.web.page.Table;
import dev.halfspeed.web.page.TimeParts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One bisection, from its answer to the texts that are copied from it.
 *
 * @param heading what is measured
 * @param isRunning whether it changes while it is looked at
 * @param people what people did to it, and may do
 * @param owner who asked for it; empty where that is not known
 * @param parent the campaign that started it; absent where none did
 * @param took how long it took, or has taken
 * @param plot absent while nothing has been measured
 * @param merges of the stretch that is drawn; none where they are not known
 * @param counters what else differed; absent while it runs, and where nothing was counted
 * @param profile where the culprit and its parent spend their time; absent where that is no
 *     question
 * @param latencies of single transactions without the change and with it; absent where no culprit
 *     is known, or no latencies are
 * @param differences what was not the same in all boots
 * @param followUp absent for who may start nothing
 * @param texts to be copied
 */
public record BisectionPage(
    String id,
    BisectionQuery query,
    String heading,
    BisectionAnswer answer,
    boolean isRunning,
    InterventionPart people,
    String owner,
    @Nullable Link parent,
    Instant createdAt,
    String took,
    List<Figure> figures,
    List<ActivityTile> activities,
    List<Fact> measured,
    @Nullable RangePlot plot,
    List<MergeRow> merges,
    Suspects suspects,
    List<CulpritCard> culprits,
    @Nullable CounterTable counters,
    @Nullable ProfileCard profile,
    @Nullable LatencyCard latencies,
    Table<VerdictRow> verdicts,
    Table<BootRow> boots,
    Table<FaultRow> faults,
    List<String> differences,
    Table<DecisionRow> decisions,
    TimeParts time,
    @Nullable FollowUpForms followUp,
    List<CopiedText> texts,
    List<Fact> setup)
    implements Page {
  private static final int ROWS = 50;

  public BisectionPage {
    figures = List.copyOf(figures);
    activities = List.copyOf(activities);
    measured = List.copyOf(measured);
    merges = List.copyOf(merges);
    culprits = List.copyOf(culprits);
    differences = List.copyOf(differences);
    texts = List.copyOf(texts);
    setup = List.copyOf(setup);
  }

  /**
   * The page of a bisection.
   *
   * @param latencies none where {@link #showsLatencies} says so
   * @param graph of {@link #graphed}; absent where it is not known
   * @param now when it is looked at
   * @param mayAct whether who looks at it may end it, and do other things to it
   */
  public static BisectionPage of(
      BisectionView view,
      LatencyView latencies,
      @Nullable RangeGraphView graph,
      BisectionQuery query,
      CommitBook book,
      Instant now,
      boolean mayAct) {
    return draft(view, latencies, graph, query, now, mayAct).apply(book);
  }

  /**
   * The same but for the texts of the commits that it names, which may have to be read first: what
   * needs none of them, the chart above all, is made once.
   */
  public static Function<CommitBook, BisectionPage> draft(
      BisectionView view,
      LatencyView latencies,
      @Nullable RangeGraphView graph,
      BisectionQuery query,
      Instant now,
      boolean mayAct) {
    var measured = MeasuredCommits.of(view);
    RangePlot plot = RangeChart.of(view, measured, query.zoom(), graph).orElse(null);
    List<CopiedText> texts = CopiedText.of(view, measured);
    boolean isRunning = view.state() == BisectionView.State.RUNNING;
    String parent = view.origin().parent();
    return book ->
        new BisectionPage(
            view.id(),
            query,
            Show.line(view.request().metric() + " of " + view.request().recipe()),
            BisectionAnswer.of(view, now),
            isRunning,
            InterventionPart.of(
                Links.campaign(view.id(), true),
                view.origin(),
                view.request().maximumBoots(),
                InterventionPart.Again.COMMITS,
                isRunning && mayAct),
            Show.line(view.owner()),
            parent == null ? null : new Link(parent, Links.campaignOf(parent)),
            view.createdAt(),
            Words.duration(view.time().elapsed()),
            BisectionFigures.of(view),
            view.activities().stream().map(ActivityTile::of).toList(),
            BisectionFacts.measured(view, measured),
            plot,
            graph == null
                ? List.of()
                : graph.merges().stream().map(merge -> MergeRow.of(merge, book)).toList(),
            Suspects.of(view, book),
            CulpritCard.of(view, book),
            view.counters() == null ? null : CounterTable.of(view.counters()),
            ProfileCard.of(view).orElse(null),
            LatencyCard.of(latencies).orElse(null),
            Table.of(
                measured.commits(),
                ROWS,
                query.commits(),
                row -> VerdictRow.of(row, view, measured, book)),
            BootRows.of(view, measured, book, query.boots(), ROWS),
            FaultRow.of(view, book, query.faults(), ROWS),
            view.differences().stream().map(Words::difference).map(Show::line).toList(),
            Table.of(
                IntStream.rangeClosed(1, view.steps().size()).boxed().toList().reversed(),
                ROWS,
                query.decisions(),
                number -> DecisionRow.of(number, view.steps().get(number - 1), book)),
            TimeParts.of(view.time()),
            mayAct ? FollowUpForms.of(view, measured) : null,
            texts,
            BisectionFacts.setup(view));
  }

  /**
   * The candidates whose branches are drawn: from the first one to the one after the last; empty
   * where they are too many to be told apart, or nothing is drawn yet.
   */
  public static Optional<Graphed> graphed(BisectionView view, boolean isZoomed) {
    RangeChart.Stretch stretch = RangeChart.Stretch.of(view, isZoomed);
    int from = Math.max(0, stretch.from());
    return view.samples().isEmpty() || stretch.until() - from > RangeLanes.MOST_COMMITS
        ? Optional.empty()
        : Optional.of(new Graphed(from, stretch.until()));
  }

  /** Candidates from the first one to the one after the last. */
  public record Graphed(int from, int until) {}

  /**
   * A merge.
   *
   * @param position from 1
   * @param brought what came in by it
   */
  public record MergeRow(CommitWords commit, String position, String brought) {
    static MergeRow of(RangeGraphView.Merge merge, CommitBook book) {
      return new MergeRow(
          CommitWords.of(
              new BisectionView.Commit(
                  merge.id(),
                  book.message(merge.id()).lines().findFirst().orElse(""),
                  merge.index()),
              book),
          "%,d".formatted(merge.index() + 1),
          Show.capital(RangeLanes.brought(merge)));
    }
  }

  /** Whether latencies are shown: once there is a culprit. */
  public static boolean showsLatencies(BisectionView view) {
    return !Culprits.of(view).isEmpty();
  }

  /** Where a sample is shown, by its number from 1; empty where there is none. */
  public static Optional<String> sample(BisectionView view, long number) {
    return SampleNumbers.boot(view, number)
        .map(boot ->
            Links.bisection(
                    view.id(), BisectionQuery.PLAIN.boots(BootRows.page(view, boot.job(), ROWS)))
                + "#sample-"
                + number);
  }

  @Override
  public String title() {
    return Show.capital(answer.state().words()) + " \u00b7 " + heading;
  }

  @Override
  public String template() {
    return "bisection.jte";
  }

  /** The same for programs. */
  public String json() {
    return Links.API + Links.campaign(id, true);
  }

  /** The whole story in Markdown, where it has ended. */
  public String report() {
    return json() + "/report";
  }

  /** Where a script hears that it has changed. */
  public String changes() {
    return json() + "/events";
  }

  /** Where it is asked to end. */
  public String cancel() {
    return Links.campaign(id, true) + "/cancel";
  }

  /** The other view of the chart. */
  public String otherZoom() {
    return Links.bisection(id, query.zoomed(!query.zoom())) + "#samples";
  }

  /** The chart as a file: svg or png. */
  public String chart(String ending) {
    return Links.chart(id, query.zoom(), ending);
  }

  /** Another page of a table. */
  public String commitsPage(int page) {
    return Links.bisection(id, query.commits(page)) + "#commits";
  }

  /** Another page of a table. */
  public String bootsPage(int page) {
    return Links.bisection(id, query.boots(page)) + "#boots";
  }

  /** Another page of a table. */
  public String faultsPage(int page) {
    return Links.bisection(id, query.faults(page)) + "#faults";
  }

  /** Another page of a table. */
  public String decisionsPage(int page) {
    return Links.bisection(id, query.decisions(page)) + "#decisions";
  }

  /**
   * A decision of the search.
   *
   * @param number from 1, in the order in which they were made
   */
  public record DecisionRow(
      int number,
      Instant at,
      String machine,
      String action,
      @Nullable CommitWords commit,
      String why) {
    static DecisionRow of(int number, BisectionView.Step step, CommitBook book) {
      BisectionView.Commit commit = step.commit();
      return new DecisionRow(
          number,
          step.at(),
          Show.line(step.machine()),
          Show.line(step.action()),
          commit == null ? null : CommitWords.of(commit, book),
          Show.line(step.why()));
    }
  }
}
