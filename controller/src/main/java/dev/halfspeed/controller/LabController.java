package dev.halfspeed.controller;

import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.agent.MachineLease;
import dev.halfspeed.campaign.CampaignInterventions;
import dev.halfspeed.campaign.CampaignKind;
import dev.halfspeed.campaign.CampaignRunner;
import dev.halfspeed.campaign.Changes;
import dev.halfspeed.campaign.Engine;
import dev.halfspeed.campaign.MachineUse;
import dev.halfspeed.campaign.RunningCampaigns;
import dev.halfspeed.campaign.SnapshotFolders;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.campaign.bisection.BisectionRanges;
import dev.halfspeed.campaign.bisection.BisectionViews;
import dev.halfspeed.campaign.bisection.Bisections;
import dev.halfspeed.campaign.bisection.RequestCheck;
import dev.halfspeed.campaign.check.CheckKinds;
import dev.halfspeed.campaign.check.CheckRequestCheck;
import dev.halfspeed.campaign.check.CheckViews;
import dev.halfspeed.campaign.check.Health;
import dev.halfspeed.campaign.check.MachineChecks;
import dev.halfspeed.campaign.comparison.ComparisonCheck;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.comparison.Comparisons;
import dev.halfspeed.campaign.configs.ConfigBisectionCheck;
import dev.halfspeed.campaign.configs.ConfigBisections;
import dev.halfspeed.campaign.configs.OpenRound;
import dev.halfspeed.core.Cancellation;
import dev.halfspeed.core.Principal;
import dev.halfspeed.detection.DetectionSettings;
import dev.halfspeed.history.CommitText;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.JobLogs;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.lab.Machine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.machines.WorkerClients;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.recipe.Recipe;
import dev.halfspeed.recipe.RecipeBook;
import dev.halfspeed.registry.Labs;
import dev.halfspeed.registry.Repositories;
import dev.halfspeed.regression.AlarmRequest;
import dev.halfspeed.regression.Regressions;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.schedule.MachineScheduler;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.store.campaign.CampaignRecord;
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
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The controller: campaigns, watches and regressions, the machines they run on, and the store that
 * they live in.
 */
public final class LabController implements Controller {

  private final AtomicBoolean isStopped = new AtomicBoolean();
  private final Store store;
  private final RecipeBook recipes;
  private final MachineRegistry stations;
  private final Names registry;
  private final AccessTokens tokens;
  private final AuditLog audit;
  private final Time time;
  private final Health health;
  private final JobLogs logs;
  private final Changes changes;
  private final WorkListeners work = new WorkListeners();
  private final CampaignRunner campaigns;
  private final CampaignReader reader;
  private final CampaignRequests requests;
  private final MachineOperations operations;
  private final RegressionLoop regressions;
  private final WatchLoop watching;
  private final Watches watches;
  private final WatchedSeries series;

  private LabController(
      Store store,
      RecipeBook recipes,
      Labs labs,
      MachineRegistry stations,
      MachineScheduler scheduler,
      MachineStatuses statuses,
      RunningCampaigns running,
      MachineUse use,
      Path state,
      Supplier<UUID> names,
      Time time) {
    this.store = store;
    this.recipes = recipes;
    this.stations = stations;
    var actions = new Actions(store, time);
    this.registry =
        new Names(labs, new Repositories(store, time), recipes, store.campaigns(), actions);
    this.tokens = new AccessTokens(store.tokens(), time);
    this.audit = new AuditLog(store.audit(), time);
    var check = new RequestCheck(recipes, stations);
    var snapshots = new SnapshotFolders(state.resolve("snapshots"));
    this.time = time;
    var drawn = new CampaignViewCaches(time);
    this.changes = new Changes(drawn::changed);
    var engine =
        new Engine(
            store, scheduler, use, statuses, this::lookAfter, snapshots, work, changes, time);
    var bisections = new Bisections(engine, check);
    var comparisonCheck = new ComparisonCheck(recipes, stations);
    var comparisons = new Comparisons(engine, comparisonCheck);
    var configBisections =
        new ConfigBisections(engine, new ConfigBisectionCheck(recipes, stations));
    var views = new BisectionViews(store, time, state.resolve("reports"));
    this.logs = new JobLogs(store, stations);
    var checkKinds = new CheckKinds(engine, new CheckRequestCheck(recipes), stations);
    var kinds = new ArrayList<CampaignKind<?>>(List.of(bisections, comparisons, configBisections));
    kinds.addAll(checkKinds.all());
    this.campaigns = new CampaignRunner(store, running, snapshots, changes, kinds, names, time);
    var interventions =
        new CampaignInterventions(
            store, time, new BisectionRanges(check), new OpenRound(store), campaigns::intervened);
    var lists = new CampaignLists(store, campaigns);
    var checks = new MachineChecks(store, checkKinds, stations, statuses, campaigns, time);
    var checkViews = new CheckViews(store, campaigns::activities);
    var machines = new MachineViews(store, stations, statuses, checkViews);
    var histories = new MachineHistories(store, checkViews, scheduler, use);
    this.health = new Health(store, stations, statuses, checks, scheduler, time);
    this.reader = new CampaignReader(store, views, campaigns, lists, drawn, changes);
    this.requests =
        new CampaignRequests(
            campaigns,
            bisections,
            comparisons,
            configBisections,
            interventions,
            reader,
            check,
            stations,
            store,
            registry,
            actions);
    this.operations =
        new MachineOperations(
            machines, histories, statuses, running, checks, checkViews, health, stations, registry);
    this.regressions = new RegressionLoop(requests, reader, store, time);
    var ports =
        new WatchPorts(
            store.watches(),
            store.watchPoints(),
            store.series(),
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
        reader.writeReport(ended);
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
      return requests.newComparisonId();
    }

    @Override
    public void begin(String id, String owner, ComparisonRequest request) throws Problem {
      requests.beginComparison(id, request, Terms.automatic(owner));
    }

    @Override
    public void cancel(CampaignRecord campaign) {
      requests.end(campaign, new Cancellation(campaign.owner(), ""));
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
  public static LabController open(
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
  static LabController open(
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
    var statuses = new MachineStatuses(store, time);
    var labs = new Labs(store, time);
    var controller =
        new LabController(
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
                statuses,
                names,
                time),
            scheduler,
            statuses,
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

  /** What starts and ends all campaigns of this controller. */
  CampaignRunner runner() {
    return campaigns;
  }

  @Override
  public CampaignRequests requests() {
    return requests;
  }

  @Override
  public CampaignQueries campaigns() {
    return reader;
  }

  @Override
  public MachineControl machines() {
    return operations;
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
  public List<String> revisions(String repository) {
    return GitCommits.revisions(repository);
  }

  @Override
  public List<AlarmRecord> alarms(Instant since, int limit) {
    return store.alarms().since(since, limit);
  }

  @Override
  public FoundLog log(String job) throws Problem {
    return logs.find(job);
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
  public void listen(WorkListener listener) {
    work.add(listener);
  }

  @Override
  public ImageList images(BuildStore.Filter filter, long before, int most) {
    return ImageList.of(
        store.builds().newest(filter, before, most + 1),
        before == Long.MAX_VALUE
            ? OptionalLong.empty()
            : store.builds().newer(filter, before, most),
        most);
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
        regressions.regressions().alarm(new AlarmCheck(recipes).check(alarm, by, time.instant()));
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
