package dev.halfspeed.bisect;

import dev.halfspeed.dispatch.Lease;
import dev.halfspeed.health.Standing;
import dev.halfspeed.history.Snapshots;
import dev.halfspeed.lab.Places;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.report.BisectionSummary;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.CheckView;
import dev.halfspeed.report.ComparisonText;
import dev.halfspeed.report.ComparisonView;
import dev.halfspeed.report.MachineView;
import dev.halfspeed.report.MarkdownReport;
import dev.halfspeed.report.PlanView;
import dev.halfspeed.report.RecipeView;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.Prior;
import dev.halfspeed.search.Settings;
import dev.halfspeed.store.CampaignRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.sqlite.SqliteStore;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller: all bisections, the machines they run on, and the store that they live in. */
public final class BisectionController implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(BisectionController.class);
  private static final int ID_LENGTH = 8;
  private static final int NO_PRIORITY = 0;
  private static final String BISECTION_PREFIX = "b";
  private static final String COMPARISON_PREFIX = "k";
  private static final Set<CampaignRecord.Kind> BISECTIONS = Set.of(CampaignRecord.Kind.BISECTION);
  private static final Set<CampaignRecord.Kind> COMPARISONS =
      Set.of(CampaignRecord.Kind.COMPARISON);

  /** What goes on where it was when a controller starts. */
  private static final Set<CampaignRecord.Kind> RESUMED =
      Set.of(CampaignRecord.Kind.BISECTION, CampaignRecord.Kind.COMPARISON);

  private final Store store;
  private final RecipeBook recipes;
  private final Stations stations;
  private final RequestCheck check;
  private final ComparisonCheck comparisonCheck;
  private final SnapshotFolders snapshots;
  private final Time time;
  private final Places places;
  private final Standings standings;
  private final MachineChecks checks;
  private final Health health;
  private final Supplier<UUID> names;
  private final BisectionViews views;
  private final JobLogs logs;
  private final MachineViews machines;
  private final ViewCache pictures;
  private final Changes changes;
  private final RunningCampaigns running;
  private final MachineUse use;
  private final Resumption resumption;

  /** Held while a bisection is begun, or taken up again. */
  private final ReentrantLock submitting = new ReentrantLock();

  private BisectionController(
      Store store,
      RecipeBook recipes,
      Stations stations,
      Places places,
      Standings standings,
      RunningCampaigns running,
      MachineUse use,
      Path state,
      Supplier<UUID> names,
      Time time) {
    this.store = store;
    this.recipes = recipes;
    this.stations = stations;
    this.check = new RequestCheck(recipes, stations);
    this.comparisonCheck = new ComparisonCheck(recipes, stations);
    this.snapshots = new SnapshotFolders(state.resolve("snapshots"));
    this.running = running;
    this.use = use;
    this.places = places;
    this.standings = standings;
    this.names = names;
    this.time = time;
    this.checks =
        new MachineChecks(
            store, check, stations, standings, places, snapshots.ofChecks(), names, time);
    this.health = new Health(store, stations, standings, checks, places, time);
    this.pictures = new ViewCache(time);
    this.changes = new Changes(pictures::changed);
    this.views = new BisectionViews(store, time, state.resolve("reports"));
    this.logs = new JobLogs(store, stations);
    this.machines = new MachineViews(store, stations, standings, checks);
    this.resumption = new Resumption(store, time, submitting, new Bisections());
  }

  /** What happens to bisections that are taken up. */
  private final class Bisections implements Resumption.Bisections {
    @Override
    public CampaignRun prepare(CampaignRecord record) throws Problem {
      return switch (record.kind()) {
        case BISECTION -> bisection(record.id(), checkAgain(record));
        case COMPARISON -> comparison(record.id(), comparisonAgain(record));
        case CHECK, RECHECK -> throw new IllegalArgumentException(record.id() + " is a check");
      };
    }

    @Override
    public boolean isRunning(String id) {
      return running.get(id).isPresent();
    }

    @Override
    public void start(String id, CampaignRun bisection) {
      BisectionController.this.start(id, bisection);
    }

    @Override
    public void changed(String id) {
      changes.changed(id);
    }

    @Override
    public void fail(CampaignRecord record, String why) {
      end(record, BisectionView.State.FAILED, Endings.failed(why));
    }
  }

  /**
   * Opens the state.
   *
   * @param state the controller's folder: store, keys, reports
   * @param recipesFolder the recipes that come with Halfspeed
   * @param workerDirectory the worker's folder on the machine at hand
   * @param links how machines are reached, given the lease of this start
   * @param resume whether bisections that have not ended go on: not for a controller that only
   *     shows what there is
   */
  public static BisectionController open(
      Path state,
      Path recipesFolder,
      Path workerDirectory,
      LinksByLease links,
      Time time,
      boolean resume)
      throws Problem {
    OwnerFile.require(state);
    Store store = SqliteStore.open(state.resolve("halfspeed.db"));
    try {
      return open(
          store, state, recipesFolder, workerDirectory, links, UUID::randomUUID, time, resume);
    } catch (StoreException unusable) {
      store.close();
      throw unusable.problem();
    }
  }

  /** The same with a store that is open, and names that are given. */
  static BisectionController open(
      Store store,
      Path state,
      Path recipesFolder,
      Path workerDirectory,
      LinksByLease links,
      Supplier<UUID> names,
      Time time,
      boolean resume) {
    // Taken when the first machine is reached: a controller that only looks must not shut out one
    // that works.
    var places = new Places();
    var running = new RunningCampaigns(time);
    var use = new MachineUse(places, running);
    var workerLinks = new LeasedLinks(store, links, () -> OwnerFile.of(state), use::of);
    var standings = new Standings(store, time);
    var controller =
        new BisectionController(
            store,
            new RecipeBook(recipesFolder),
            new Stations(
                state.resolve("local"),
                workerDirectory,
                workerLinks,
                store,
                places,
                standings,
                names,
                time),
            places,
            standings,
            running,
            use,
            state,
            names,
            time);
    if (resume) {
      controller.resume();
    }
    return controller;
  }

  /** Makes links that carry a lease. */
  @FunctionalInterface
  public interface LinksByLease {
    /** The links of a controller with this lease. */
    WorkerLinks forLease(Lease lease);
  }

  private void resume() {
    List<CampaignRecord> open = store.campaigns().open(RESUMED);
    snapshots.removeAllBut(open.stream().map(CampaignRecord::id).collect(Collectors.toSet()));
    resumption.resume(open);
    health.start();
  }

  @Override
  public String submit(BisectionRequest request) throws Problem {
    submitting.lock();
    try {
      for (CampaignRecord open : store.campaigns().open(BISECTIONS)) {
        if (Protocol.read(open.requestJson(), BisectionRequest.class).equals(request)) {
          if (running.get(open.id()).isEmpty()) {
            resumption.resumeNow(open);
          }
          return open.id();
        }
      }
      CheckedRequest checked = experienced(check.check(request));
      String id = newId(BISECTION_PREFIX);
      store
          .campaigns()
          .insert(
              CampaignRecord.begun(
                  id,
                  CampaignRecord.Kind.BISECTION,
                  null,
                  checked.resolved().experiment().digest(),
                  time.instant(),
                  Protocol.write(request),
                  Protocol.write(checked.resolved()),
                  BisectionView.State.RUNNING.name()));
      try {
        start(id, bisection(id, checked));
      } catch (RuntimeException broken) {
        end(id, BisectionView.State.FAILED, Endings.failed("it could not be started: " + broken));
        throw broken;
      }
      return id;
    } finally {
      submitting.unlock();
    }
  }

  /**
   * With what earlier bisections and checks tell of the machines' noise: settled here, and kept.
   */
  private CheckedRequest experienced(CheckedRequest checked) {
    Resolved resolved = checked.resolved();
    var experience = Experience.of(store, resolved);
    return checked.with(
        resolved.withEarlier(
            checked.stations().stream()
                .flatMap(station ->
                    experience
                        .earlier(station.name(), BootWays.known(station.machine(), station.facts()))
                        .stream())
                .toList()));
  }

  @Override
  public PlanView plan(PlanRequest request) throws Problem {
    return new Planner(check, store).plan(request);
  }

  /**
   * Unique among all controllers that a machine may ever meet, since the machine keeps jobs by
   * their names.
   */
  private String newId(String prefix) {
    return prefix + names.get().toString().replace("-", "").substring(0, ID_LENGTH - 1);
  }

  private CampaignRun bisection(String id, CheckedRequest checked) {
    health.knows(checked.stations().stream().map(Station::machine).toList());
    var revisions = new Revisions(checked, Snapshots.open(snapshots.of(id), checked.history()));
    var search =
        new BayesianSearch(
            checked.range().dag(),
            Prior.uniform(checked.range().dag()),
            new Settings(
                checked.request().confidence(),
                checked.request().maximumBoots(),
                checked.request().seed(),
                checked.resolved().reproducer(),
                checked.request().runs()));
    Resolved resolved = checked.resolved();
    return new CampaignRun(
        new CampaignRun.Order(
            id,
            new BisectionCampaign(checked, revisions, search),
            revisions,
            resolved,
            new Journal(resolved.metric(), resolved.scale(), resolved.machines()),
            Objects.requireNonNullElse(checked.request().priority(), NO_PRIORITY),
            checked.stations(),
            checked.recipe(),
            checked.request().seed(),
            checked.range().dag().bad()),
        store,
        places,
        use,
        standings,
        time,
        () -> changes.changed(id));
  }

  /**
   * Checks an open bisection anew, with the ends that it began with: a branch may have moved since.
   *
   * @throws Problem when what was measured and what would be measured are not the same thing
   */
  private CheckedRequest checkAgain(CampaignRecord record) throws Problem {
    Resolved kept = Protocol.read(record.detailJson(), Resolved.class);
    BisectionRequest request = Protocol.read(record.requestJson(), BisectionRequest.class);
    CheckedRequest checked = check.checkAgain(request.withEnds(kept.good().id(), kept.bad().id()));
    Resolved now = checked.resolved();
    if (!kept.goodEnd().equals(now.goodEnd())
        || kept.candidates() != now.candidates()
        || !kept.settings().equals(now.settings())
        || !kept.machines().equals(now.machines())) {
      checked.close();
      throw new Problem(
          "bisection "
              + record.id()
              + " can't go on: its recipe, configuration, machines or their compilers are not what"
              + " they were when it started",
          "put them back, or end it (halfspeed cancel " + record.id() + ") and start anew");
    }
    return checked.with(kept);
  }

  private CampaignRun comparison(String id, CheckedComparison checked) {
    health.knows(checked.stations().stream().map(Station::machine).toList());
    ComparisonDetail detail = checked.detail();
    return new CampaignRun(
        new CampaignRun.Order(
            id,
            new ComparisonCampaign(
                checked.request(), detail, () -> ComparisonText.conclusion(comparisonView(id))),
            new ComparedVariants(checked, snapshots, id),
            detail,
            ComparisonViews.journal(detail),
            Objects.requireNonNullElse(checked.request().priority(), NO_PRIORITY),
            checked.stations(),
            checked.recipe(),
            checked.request().seed(),
            detail.variants().size() - 1),
        store,
        places,
        use,
        standings,
        time,
        () -> changes.changed(id));
  }

  /**
   * Checks an open comparison anew, with the commits that it began with.
   *
   * @throws Problem when what was measured and what would be measured are not the same thing
   */
  private CheckedComparison comparisonAgain(CampaignRecord record) throws Problem {
    ComparisonDetail kept = Protocol.read(record.detailJson(), ComparisonDetail.class);
    ComparisonRequest request = Protocol.read(record.requestJson(), ComparisonRequest.class);
    CheckedComparison checked =
        comparisonCheck.checkAgain(
            request.at(kept.variants().stream().map(each -> each.commit().id()).toList()));
    if (!kept.settings().equals(checked.detail().settings())
        || !kept.machines().equals(checked.detail().machines())) {
      checked.close();
      throw new Problem(
          "comparison "
              + record.id()
              + " can't go on: its recipe, configuration, machines or their compilers are not what"
              + " they were when it started",
          "put them back, or end it (halfspeed cancel " + record.id() + ") and start anew");
    }
    return checked.with(kept);
  }

  private void start(String id, CampaignRun bisection) {
    running.start(id, bisection, this::ended, resumption::hold);
  }

  /** Ends one that does not run. */
  private void end(CampaignRecord record, BisectionView.State state, BisectionView.Ending ending) {
    end(record.id(), state, ending);
    resumption.release(record.id());
    ended(record.id());
  }

  private void end(String id, BisectionView.State state, BisectionView.Ending ending) {
    store.campaigns().end(id, state.name(), time.instant(), ending.words(), Protocol.write(ending));
  }

  private void ended(String id) {
    if (store.campaigns().find(id).map(record -> record.endedAt() != null).orElse(true)) {
      snapshots.remove(id);
    }
    // Last: who sees the report may rely on all being done.
    writeReport(id);
    changes.changed(id);
  }

  private void writeReport(String id) {
    try {
      if (store.campaigns().find(id).map(record -> record.endedAt() != null).orElse(false)) {
        Path file = views.reportFile(id);
        Files.createDirectories(file.getParent());
        Files.writeString(file, report(id));
      }
    } catch (Problem | IOException failed) {
      LOG.warn("the report of {} could not be written", id, failed);
    }
  }

  @Override
  public void cancel(String bisection) throws Problem {
    CampaignRecord record = record(bisection, RESUMED);
    Optional<CampaignRun> now = running.get(record.id());
    if (now.isPresent()) {
      now.get().cancel();
    } else if (record.endedAt() == null) {
      end(record, BisectionView.State.CANCELLED, Endings.cancelled());
    }
  }

  private CampaignRecord record(String bisection) throws Problem {
    return record(bisection, BISECTIONS);
  }

  private CampaignRecord record(String bisection, Set<CampaignRecord.Kind> kinds) throws Problem {
    return store
        .campaigns()
        .find(bisection)
        .filter(record -> kinds.contains(record.kind()))
        .orElseThrow(() ->
            new Problem(
                "there is no bisection \"" + bisection + "\"", "halfspeed status lists them"));
  }

  @Override
  public List<BisectionSummary> bisections() {
    return store.campaigns().summaries(CampaignRecord.Kind.BISECTION).stream()
        .map(row -> BisectionViews.summary(row, running.get(row.id()), held(row.id())))
        .toList();
  }

  private List<BisectionView.Activity> held(String id) {
    return resumption.isHeld(id)
        ? store.campaigns().find(id).map(resumption::activities).orElse(List.of())
        : List.of();
  }

  @Override
  public BisectionView bisection(String bisection) throws Problem {
    CampaignRecord record = record(bisection);
    return pictures.of(
        record, () -> views.view(record, running.get(record.id()), resumption.activities(record)));
  }

  @Override
  public String compare(ComparisonRequest request) throws Problem {
    submitting.lock();
    try {
      for (CampaignRecord open : store.campaigns().open(COMPARISONS)) {
        if (Protocol.read(open.requestJson(), ComparisonRequest.class).equals(request)) {
          if (running.get(open.id()).isEmpty()) {
            resumption.resumeNow(open);
          }
          return open.id();
        }
      }
      CheckedComparison checked = comparisonCheck.check(request);
      String id = newId(COMPARISON_PREFIX);
      store
          .campaigns()
          .insert(
              CampaignRecord.begun(
                  id,
                  CampaignRecord.Kind.COMPARISON,
                  null,
                  checked.detail().experiment().digest(),
                  time.instant(),
                  Protocol.write(request),
                  Protocol.write(checked.detail()),
                  BisectionView.State.RUNNING.name()));
      try {
        start(id, comparison(id, checked));
      } catch (RuntimeException broken) {
        end(id, BisectionView.State.FAILED, Endings.failed("it could not be started: " + broken));
        throw broken;
      }
      return id;
    } finally {
      submitting.unlock();
    }
  }

  @Override
  public List<ComparisonView> comparisons() {
    return store.campaigns().all(COMPARISONS).stream().map(this::comparisonView).toList();
  }

  @Override
  public ComparisonView comparison(String id) throws Problem {
    return comparisonView(
        store
            .campaigns()
            .find(id)
            .filter(record -> COMPARISONS.contains(record.kind()))
            .orElseThrow(() ->
                new Problem(
                    "there is no comparison \"" + id + "\"", "halfspeed status lists them")));
  }

  private ComparisonView comparisonView(String id) {
    return comparisonView(store.campaigns().find(id).orElseThrow());
  }

  private ComparisonView comparisonView(CampaignRecord record) {
    return new ComparisonViews(store)
        .view(record, running.get(record.id()).map(CampaignRun::activities).orElse(List.of()));
  }

  @Override
  public String report(String bisection) throws Problem {
    return record(bisection, RESUMED).kind() == CampaignRecord.Kind.COMPARISON
        ? ComparisonText.markdown(comparison(bisection))
        : MarkdownReport.of(bisection(bisection));
  }

  @Override
  public String log(String bisection, String job) throws Problem {
    return logs.read(record(bisection, RESUMED).id(), job);
  }

  @Override
  public List<MachineView> machines() {
    return machines.all(running.activities());
  }

  @Override
  public List<MachineView> check(String lab, String machine) throws Problem {
    return machines.check(lab, machine, running.activities());
  }

  @Override
  public List<CheckView> startCheck(CheckRequest request) throws Problem {
    List<CheckView> started = new ArrayList<>();
    for (String id : checks.start(request)) {
      started.add(check(id));
    }
    health.knows(stations.reached().stream().map(Station::machine).toList());
    return List.copyOf(started);
  }

  @Override
  public List<CheckView> checks() {
    return new CheckViews(store, checks).all();
  }

  @Override
  public CheckView check(String id) throws Problem {
    return new CheckViews(store, checks)
        .one(id)
        .orElseThrow(
            () -> new Problem("there is no check \"" + id + "\"", "GET /api/checks lists them"));
  }

  @Override
  public MachineView drain(String machine, String reason) throws Problem {
    return stand(machine, Standing.State.DRAINED, reason.isBlank() ? "by request" : reason);
  }

  @Override
  public MachineView admit(String machine, String reason) throws Problem {
    return stand(machine, Standing.State.ADMITTED, reason.isBlank() ? "by request" : reason);
  }

  private MachineView stand(String name, Standing.State state, String reason) throws Problem {
    MachineView machine = machine(name);
    standings.set(name, machine.address(), state, Standing.Cause.PERSON, reason);
    return machine(name);
  }

  private MachineView machine(String name) throws Problem {
    List<MachineView> known = machines();
    return known.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                "no machine \"" + name + "\" is known",
                known.isEmpty()
                    ? "look at it first: halfspeed machine check --lab FILE"
                    : NearestName.suggest(name, known.stream().map(MachineView::name).toList())));
  }

  @Override
  public List<RecipeView> recipes() {
    return recipes.all().stream().map(Recipe::view).toList();
  }

  @Override
  public RecipeView recipe(String nameOrFolder) throws Problem {
    return recipes.find(nameOrFolder).view();
  }

  @Override
  public AutoCloseable follow(String bisection, Consumer<BisectionView> listener) throws Problem {
    String id = record(bisection).id();
    return changes.follow(
        id,
        () -> {
          try {
            listener.accept(bisection(id));
          } catch (Problem gone) {
            LOG.debug("bisection {} is gone", id, gone);
          }
        });
  }

  @Override
  public void close() {
    resumption.close();
    running.close();
    health.close();
    changes.close();
    stations.close();
    store.close();
  }
}
