package dev.halfspeed.controller;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.campaign.CampaignInterventions;
import dev.halfspeed.campaign.CampaignKind;
import dev.halfspeed.campaign.CampaignRunner;
import dev.halfspeed.campaign.Changes;
import dev.halfspeed.campaign.Engine;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.MachineUse;
import dev.halfspeed.campaign.RunningCampaigns;
import dev.halfspeed.campaign.SnapshotFolders;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.campaign.bisection.BisectionLatencies;
import dev.halfspeed.campaign.bisection.BisectionRanges;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.BisectionViews;
import dev.halfspeed.campaign.bisection.Bisections;
import dev.halfspeed.campaign.bisection.EffectiveConfigs;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.bisection.Planner;
import dev.halfspeed.campaign.bisection.RequestCheck;
import dev.halfspeed.campaign.check.CheckKinds;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.check.CheckRequestCheck;
import dev.halfspeed.campaign.check.CheckViews;
import dev.halfspeed.campaign.check.Health;
import dev.halfspeed.campaign.check.MachineChecks;
import dev.halfspeed.campaign.comparison.ComparisonCheck;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.comparison.ComparisonViews;
import dev.halfspeed.campaign.comparison.Comparisons;
import dev.halfspeed.campaign.configs.ConfigBisectionCheck;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionViews;
import dev.halfspeed.campaign.configs.ConfigBisections;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.core.Principal;
import dev.halfspeed.detection.DetectionSettings;
import dev.halfspeed.health.MachineStatus;
import dev.halfspeed.history.CommitText;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.JobLogs;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.machines.ConnectedMachine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.machines.WorkerClients;
import dev.halfspeed.problem.NearestName;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.registry.Labs;
import dev.halfspeed.registry.Repositories;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.report.Printable;
import dev.halfspeed.report.bisection.BisectionReport;
import dev.halfspeed.report.comparison.ComparisonText;
import dev.halfspeed.report.configs.ConfigBisectionText;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.campaign.ComparisonRow;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.store.regression.AlarmRecord;
import dev.halfspeed.store.sqlite.SqliteStore;
import dev.halfspeed.time.Time;
import dev.halfspeed.watch.GitRepositories;
import dev.halfspeed.watch.SeriesReader;
import dev.halfspeed.watch.StoredWatches;
import dev.halfspeed.watch.WatchLoop;
import dev.halfspeed.watch.WatchPorts;
import dev.halfspeed.watch.WatchedSeries;
import dev.halfspeed.watch.Watches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller: campaigns, watches and regressions, the machines they run on, and the store that
 * they live in.
 */
public final class BisectionController implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(BisectionController.class);
  private static final int LONGEST_REASON = 300;
  private static final Set<CampaignRecord.Kind> BISECTIONS = Set.of(CampaignRecord.Kind.BISECTION);
  private static final Set<CampaignRecord.Kind> COMPARISONS =
      Set.of(CampaignRecord.Kind.COMPARISON);

  /** What has a report. */
  private static final Set<CampaignRecord.Kind> REPORTED =
      Set.of(
          CampaignRecord.Kind.BISECTION,
          CampaignRecord.Kind.COMPARISON,
          CampaignRecord.Kind.CONFIG_BISECTION);

  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final Store store;
  private final RecipeBook recipes;
  private final MachineRegistry stations;
  private final Actions actions;
  private final Names registry;
  private final AccessTokens tokens;
  private final AuditLog audit;
  private final RequestCheck check;
  private final Bisections bisections;
  private final Comparisons comparisons;
  private final ConfigBisections configBisections;
  private final SnapshotFolders snapshots;
  private final Time time;
  private final MachineStatuses standings;
  private final MachineChecks checks;
  private final CheckViews checkViews;
  private final Health health;
  private final BisectionViews views;
  private final JobLogs logs;
  private final MachineViews machines;
  private final MachineHistories histories;
  private final ViewCache pictures;
  private final Changes changes;
  private final WorkListeners work = new WorkListeners();
  private final RunningCampaigns running;
  private final CampaignRunner campaigns;
  private final CampaignInterventions interventions;
  private final CampaignLists lists;
  private final RegressionLoop regressions;
  private final WatchLoop watching;
  private final Watches watches;
  private final WatchedSeries series;

  private BisectionController(
      Store store,
      RecipeBook recipes,
      Labs labs,
      MachineRegistry stations,
      MachineScheduler scheduler,
      MachineStatuses standings,
      RunningCampaigns running,
      MachineUse use,
      Path state,
      Supplier<UUID> names,
      Time time) {
    this.store = store;
    this.recipes = recipes;
    this.stations = stations;
    this.actions = new Actions(store, time);
    this.registry = new Names(labs, new Repositories(store, time), actions);
    this.tokens = new AccessTokens(store.tokens(), time);
    this.audit = new AuditLog(store.audit(), time);
    this.check = new RequestCheck(recipes, stations);
    this.snapshots = new SnapshotFolders(state.resolve("snapshots"));
    this.running = running;
    this.time = time;
    this.standings = standings;
    this.pictures = new ViewCache(time);
    this.changes = new Changes(pictures::changed);
    var engine =
        new Engine(
            store, scheduler, use, standings, this::lookAfter, snapshots, work, changes, time);
    this.bisections = new Bisections(engine, check);
    var comparisonCheck = new ComparisonCheck(recipes, stations);
    this.comparisons = new Comparisons(engine, comparisonCheck);
    this.configBisections =
        new ConfigBisections(engine, new ConfigBisectionCheck(recipes, stations));
    this.views = new BisectionViews(store, time, state.resolve("reports"));
    this.logs = new JobLogs(store, stations);
    var checkKinds = new CheckKinds(engine, new CheckRequestCheck(recipes), stations);
    var kinds = new ArrayList<CampaignKind<?>>(List.of(bisections, comparisons, configBisections));
    kinds.addAll(checkKinds.all());
    this.campaigns = new CampaignRunner(store, running, snapshots, changes, kinds, names, time);
    this.interventions =
        new CampaignInterventions(store, time, new BisectionRanges(check), campaigns::intervened);
    this.lists = new CampaignLists(store, campaigns);
    this.checks = new MachineChecks(store, checkKinds, stations, standings, campaigns, time);
    this.checkViews = new CheckViews(store, campaigns::activities);
    this.machines = new MachineViews(store, stations, standings, checkViews);
    this.histories = new MachineHistories(store, checkViews, scheduler, use);
    this.health = new Health(store, stations, standings, checks, scheduler, time);
    this.regressions = new RegressionLoop(this, store, time);
    var ports =
        new WatchPorts(
            store.watches(),
            new RungAlarms(store.alarms(), regressions::ring),
            new GitRepositories(),
            new WatchedComparisons(store, comparisonCheck, new Points()),
            new SeriesReader(DetectionSettings.usual()),
            time);
    this.watching = new WatchLoop(ports);
    this.watches = new StoredWatches(ports, watching, registry::resolve);
    this.series = new WatchedSeries(ports);
    campaigns.listen(ended -> {
      if (!ended.kind().isCheck()) {
        writeReport(ended);
      }
    });
    campaigns.listen(_ -> watching.wakeAll());
  }

  /** Machines that campaigns use. */
  private void lookAfter(List<Machine> used) {
    health.knows(used);
  }

  /** How watches measure. */
  private final class Points implements WatchedComparisons.Engine {
    @Override
    public String newId() {
      return newComparisonId();
    }

    @Override
    public void begin(String id, String owner, ComparisonRequest request) throws Problem {
      beginComparison(id, request, Terms.automatic(owner));
    }

    @Override
    public void cancel(CampaignRecord campaign) {
      campaigns.cancel(campaign, new Cancellation(campaign.owner(), ""));
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
    var scheduler = new MachineScheduler();
    var running = new RunningCampaigns(time);
    var use = new MachineUse(scheduler, running);
    var workerLinks = new LeasedClients(store, links, () -> OwnerFile.of(state), use::of);
    var standings = new MachineStatuses(store, time);
    var labs = new Labs(store, time);
    var controller =
        new BisectionController(
            store,
            new RecipeBook(recipesFolder),
            labs,
            new MachineRegistry(
                state.resolve("local"),
                workerDirectory,
                labs,
                workerLinks,
                store,
                scheduler,
                standings,
                names,
                time),
            scheduler,
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
    WorkerClients forLease(MachineLease lease);
  }

  private void resume() {
    campaigns.resume();
    health.start();
    watching.start();
  }

  @Override
  public String submit(BisectionRequest asked, Principal by) throws Problem {
    BisectionRequest request = registry.resolve(asked, by);
    String id = submit(request, Terms.of(by, request.priority(), request.maximumMachineHours()));
    registry.remember(request.lab(), List.of(request.repository()), by);
    return id;
  }

  /** Starts a bisection whose names are resolved, on other terms than a person's. */
  String submit(BisectionRequest request, Terms terms) throws Problem {
    return campaigns.start(bisections, request, terms);
  }

  @Override
  public PlanView plan(PlanRequest asked, Principal by) throws Problem {
    return new Planner(check, store, stations)
        .plan(
            new PlanRequest(
                registry.resolve(asked.bisection(), by), asked.noise(), asked.effect()));
  }

  /** An id for {@link #beginBisection}. */
  String newBisectionId() {
    return campaigns.newId(bisections);
  }

  /** Starts a bisection of an id that was chosen before, unless it exists already. */
  void beginBisection(String id, BisectionRequest request, Terms terms) throws Problem {
    campaigns.begin(bisections, id, request, terms);
  }

  private void writeReport(CampaignRecord ended) {
    String id = ended.id();
    try {
      Path file = views.reportFile(id);
      Files.createDirectories(file.getParent());
      Files.writeString(file, report(id));
    } catch (Problem | IOException failed) {
      LOG.warn("the report of {} could not be written", id, failed);
    }
  }

  @Override
  public void cancel(String campaign, String reason, Principal by) throws Problem {
    CampaignRecord record = record(campaign, EnumSet.allOf(CampaignRecord.Kind.class));
    String words = Printable.line(reason.strip(), LONGEST_REASON);
    if (record.endedAt() == null) {
      actions.keep(by, "cancel", record.id(), words);
    }
    campaigns.cancel(record, new Cancellation(by.name(), words));
  }

  @Override
  public int intervene(String campaign, InterventionRequest what, String reason, Principal by)
      throws Problem {
    return interventions.intervene(
        record(campaign, REPORTED), what, Printable.line(reason.strip(), LONGEST_REASON), by);
  }

  private CampaignRecord record(String bisection) throws Problem {
    return record(bisection, BISECTIONS);
  }

  private CampaignRecord record(String id, Set<CampaignRecord.Kind> kinds) throws Problem {
    return store
        .campaigns()
        .find(id)
        .filter(record -> kinds.contains(record.kind()))
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "there is no "
                    + (kinds.equals(BISECTIONS) ? "bisection" : "campaign")
                    + " \""
                    + id
                    + "\"",
                "halfspeed status lists them"));
  }

  @Override
  public CampaignList campaigns(CampaignQuery query) {
    return lists.list(query);
  }

  @Override
  public List<BisectionSummary> bisections() {
    return store.campaigns().summaries(CampaignRecord.Kind.BISECTION).stream()
        .map(row -> views.summary(row, campaigns.running(row.id()), held(row.id())))
        .toList();
  }

  private List<BisectionView.Activity> held(String id) {
    return campaigns.isHeld(id)
        ? store.campaigns().find(id).map(campaigns::held).orElse(List.of())
        : List.of();
  }

  @Override
  public BisectionView bisection(String bisection) throws Problem {
    CampaignRecord record = record(bisection);
    return pictures.of(
        record, () -> views.view(record, campaigns.running(record.id()), campaigns.held(record)));
  }

  @Override
  public EffectiveConfig config(String bisection, String digest) throws Problem {
    return EffectiveConfigs.of(store, record(bisection), digest);
  }

  @Override
  public LatencyView latencies(String bisection) throws Problem {
    return BisectionLatencies.of(store, bisection(bisection));
  }

  @Override
  public String compare(ComparisonRequest asked, Principal by) throws Problem {
    ComparisonRequest request = registry.resolve(asked, by);
    String id = compare(request, Terms.of(by, request.priority(), request.maximumMachineHours()));
    registry.remember(
        request.lab(),
        request.variants().stream().map(ComparisonRequest.Variant::repository).toList(),
        by);
    return id;
  }

  /** Starts a comparison whose names are resolved, on other terms than a person's. */
  String compare(ComparisonRequest request, Terms terms) throws Problem {
    return campaigns.start(comparisons, request, terms);
  }

  /** An id for {@link #beginComparison}. */
  String newComparisonId() {
    return campaigns.newId(comparisons);
  }

  /** Starts a comparison of an id that was chosen before, unless it exists already. */
  void beginComparison(String id, ComparisonRequest request, Terms terms) throws Problem {
    campaigns.begin(comparisons, id, request, terms);
  }

  /** What starts and ends all campaigns of this controller. */
  CampaignRunner campaigns() {
    return campaigns;
  }

  @Override
  public List<ComparisonSummary> comparisons() {
    return summaries(Terms.AUTOMATIC);
  }

  @Override
  public List<ComparisonSummary> allComparisons() {
    return summaries(Integer.MIN_VALUE);
  }

  private List<ComparisonSummary> summaries(int above) {
    return store.campaigns().comparisons(above).stream()
        .map(row -> ComparisonViews.summary(row, toGo(row)))
        .toList();
  }

  /** Only those that run have boots to go, and they are few. */
  private @Nullable Integer toGo(ComparisonRow row) {
    return campaigns.running(row.id()).isEmpty()
        ? null
        : store
            .campaigns()
            .find(row.id())
            .map(record -> comparisonView(record).bootsToGo())
            .orElse(null);
  }

  @Override
  public String bisectConfigs(ConfigBisectionRequest asked, Principal by) throws Problem {
    ConfigBisectionRequest request = registry.resolve(asked, by);
    String id =
        campaigns.start(
            configBisections,
            request,
            Terms.of(by, request.priority(), request.maximumMachineHours()));
    registry.remember(request.lab(), List.of(request.repository()), by);
    return id;
  }

  @Override
  public List<ConfigBisectionSummary> configBisections() {
    return lists.all(CampaignRecord.Kind.CONFIG_BISECTION).stream()
        .map(ConfigBisectionSummary::of)
        .toList();
  }

  @Override
  public ConfigBisectionView configBisection(String id) throws Problem {
    CampaignRecord record =
        store
            .campaigns()
            .find(id)
            .filter(each -> each.kind() == CampaignRecord.Kind.CONFIG_BISECTION)
            .orElseThrow(() ->
                new Problem(
                    ProblemCode.UNKNOWN,
                    "there is no config bisection \"" + id + "\"",
                    "halfspeed status lists them"));
    return new ConfigBisectionViews(store).view(record, campaigns.activities(record));
  }

  @Override
  public Watches watches() {
    return watches;
  }

  @Override
  public WatchedSeries series() {
    return series;
  }

  @Override
  public Map<String, CommitText> commits(String repository, Collection<String> ids) {
    return GitCommits.texts(repository, ids);
  }

  @Override
  public List<AlarmRecord> alarms(Instant since, int limit) {
    return store.alarms().since(since, limit);
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
                    ProblemCode.UNKNOWN,
                    "there is no comparison \"" + id + "\"",
                    "halfspeed status lists them")));
  }

  private ComparisonView comparisonView(CampaignRecord record) {
    return new ComparisonViews(store).view(record, campaigns.activities(record));
  }

  @Override
  public String report(String bisection) throws Problem {
    return switch (record(bisection, REPORTED).kind()) {
      case COMPARISON -> ComparisonText.markdown(comparison(bisection));
      case CONFIG_BISECTION -> ConfigBisectionText.markdown(configBisection(bisection));
      case BISECTION, CHECK, RECHECK -> BisectionReport.of(bisection(bisection));
    };
  }

  @Override
  public FoundLog log(String job) throws Problem {
    return logs.find(job);
  }

  @Override
  public List<MachineView> machines() {
    return machines.all(running.activities());
  }

  @Override
  public List<MachineDay> machineDays(Instant from, Instant until) {
    return histories.days(machines(), from, until);
  }

  @Override
  public MachineHistory machine(String name, Instant from, Instant until) throws Problem {
    return histories.history(machine(name), from, until);
  }

  @Override
  public List<MachineView> check(String lab, String machine, Principal by) throws Problem {
    registry.checkLab(lab, by);
    List<MachineView> checked = machines.check(lab, machine, running.activities());
    registry.remember(lab, List.of(), by);
    return checked;
  }

  @Override
  public List<CheckView> startCheck(CheckRequest asked, Principal by) throws Problem {
    CheckRequest request = registry.resolve(asked, by);
    List<CheckView> started = new ArrayList<>();
    for (String id : checks.start(request, by)) {
      started.add(check(id));
    }
    registry.remember(request.lab(), List.of(request.repository()), by);
    health.knows(stations.reached().stream().map(ConnectedMachine::machine).toList());
    return List.copyOf(started);
  }

  @Override
  public List<CheckView> checks() {
    return checkViews.all();
  }

  @Override
  public CheckView check(String id) throws Problem {
    return checkViews
        .one(id)
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
                "there is no check \"" + id + "\"",
                "GET /api/v1/checks lists them"));
  }

  @Override
  public MachineView drain(String machine, String reason, Principal by) throws Problem {
    return stand(
        machine, MachineStatus.State.DRAINED, reason.isBlank() ? "by request" : reason, by);
  }

  @Override
  public MachineView admit(String machine, String reason, Principal by) throws Problem {
    return stand(
        machine, MachineStatus.State.ADMITTED, reason.isBlank() ? "by request" : reason, by);
  }

  private MachineView stand(String name, MachineStatus.State state, String reason, Principal by)
      throws Problem {
    MachineView machine = machine(name);
    standings.set(name, machine.address(), state, MachineStatus.Cause.PERSON, reason, by);
    return machine(name);
  }

  private MachineView machine(String name) throws Problem {
    List<MachineView> known = machines();
    return known.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN,
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
  public Registry registry() {
    return registry;
  }

  @Override
  public AccessTokens tokens() {
    return tokens;
  }

  @Override
  public AuditLog audit() {
    return audit;
  }

  @Override
  public RecipeView recipe(String nameOrFolder, Principal by) throws Problem {
    Names.checkRecipe(nameOrFolder, by);
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
  public void listen(WorkListener listener) {
    work.add(listener);
  }

  @Override
  public ImageList images(BuildStore.Filter filter, long before, int most) {
    return ImageList.of(store.images().newest(filter, before, most + 1), most);
  }

  @Override
  public Map<String, Integer> queues() {
    return histories.queues(machines());
  }

  @Override
  public List<OpenWork> openWork() {
    return Arrays.stream(CampaignRecord.Kind.values()).map(this::openWork).toList();
  }

  private OpenWork openWork(CampaignRecord.Kind kind) {
    List<CampaignRecord> open = store.campaigns().open(Set.of(kind));
    long waiting = open.stream().filter(each -> campaigns.activities(each).isEmpty()).count();
    return new OpenWork(kind.word(), open.size(), (int) waiting);
  }

  @Override
  public AnswerStore answers() {
    return store.answers();
  }

  @Override
  public boolean isReady() {
    return store.isOwn();
  }

  @Override
  public Regressions regressions() {
    return regressions.regressions();
  }

  @Override
  public boolean raise(AlarmRequest asked, Principal by) throws Problem {
    AlarmRequest alarm = registry.resolve(asked, by);
    boolean isNew =
        regressions.regressions().alarm(new AlarmCheck(recipes).check(alarm, time.instant()));
    registry.remember(alarm.lab(), List.of(alarm.repository()), by);
    regressions.ring();
    return isNew;
  }

  /**
   * Makes regressions of alarms from now on, and tells of them.
   *
   * @throws Problem when a channel does not work; nothing was begun then
   */
  public void lookAfterRegressions(RegressionFile file) throws Problem {
    regressions.start(file);
  }

  /**
   * Stops all that works on machines, so that the next controller takes it up; what is known can
   * still be asked for. {@link #close} does the same first, where that was not done.
   */
  public void stop() {
    if (isStopped.compareAndSet(false, true)) {
      regressions.close();
      watching.close();
      campaigns.close();
      health.close();
      changes.close();
      stations.close();
    }
  }

  @Override
  public void close() {
    stop();
    store.close();
  }
}
