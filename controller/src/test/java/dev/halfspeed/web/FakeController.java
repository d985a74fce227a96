package dev.halfspeed.web;

import dev.halfspeed.FakeAnswers;
import dev.halfspeed.FakeRegistry;
import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.access.MemoryStores;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.controller.CampaignQuery;
import dev.halfspeed.controller.ImageList;
import dev.halfspeed.controller.OpenWork;
import dev.halfspeed.controller.PartialController;
import dev.halfspeed.controller.Registry;
import dev.halfspeed.controller.VariantQuery;
import dev.halfspeed.core.Principal;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.comparison.ComparisonLines;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.CampaignLine;
import dev.halfspeed.report.view.CampaignList;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.EffectiveConfig;
import dev.halfspeed.report.view.LatencyView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.RangeGraphView;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.VariantList;
import dev.halfspeed.report.view.VariantPairView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineDay;
import dev.halfspeed.report.view.machine.MachineHistory;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.store.job.BuildStore;
import dev.halfspeed.watch.FakeWatches;
import dev.halfspeed.watch.Watches;
import dev.halfspeed.web.page.variant.VariantSamples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A controller whose bisections are what a test says. */
final class FakeController implements PartialController {
  final List<BisectionRequest> submitted = new CopyOnWriteArrayList<>();
  final List<PlanRequest> plans = new CopyOnWriteArrayList<>();
  final List<CheckRequest> checked = new CopyOnWriteArrayList<>();
  final List<String> stood = new CopyOnWriteArrayList<>();
  final List<String> reasons = new CopyOnWriteArrayList<>();
  final List<String> interventions = new CopyOnWriteArrayList<>();
  final List<String> cancelled = new CopyOnWriteArrayList<>();
  final List<ComparisonRequest> compared = new CopyOnWriteArrayList<>();
  final Map<String, ComparisonView> comparisons = new ConcurrentSkipListMap<>();
  final Map<String, ConfigBisectionView> configBisections = new ConcurrentSkipListMap<>();
  volatile List<MachineView> machines = List.of();
  volatile ImageList images = new ImageList(List.of(), null, null);
  final FakeWatches watches = new FakeWatches();
  volatile boolean broken;
  private final Map<String, BisectionView> views = new ConcurrentSkipListMap<>();
  private final Map<String, List<Consumer<BisectionView>>> listeners = new ConcurrentHashMap<>();

  /** Makes a bisection what it is now, and tells those who follow it. */
  void publish(BisectionView view) {
    synchronized (this) {
      views.put(view.id(), view);
      listeners.getOrDefault(view.id(), List.of()).forEach(listener -> listener.accept(view));
    }
  }

  int followers(String bisection) {
    return listeners.getOrDefault(bisection, List.of()).size();
  }

  /** What asking for bisections ends with. */
  @Nullable StoreException fault;

  /** What happens before a campaign is started. */
  volatile Starting atSubmit = () -> {};

  /** A campaign that is about to start. */
  interface Starting {
    /** Refuses it, or lets it start. */
    void happens() throws Problem;
  }

  /** What happens before they are told. */
  Runnable atBisections = () -> {};

  final FakeRegistry registry = new FakeRegistry();
  final FakeAnswers answers = new FakeAnswers();
  final List<WorkListener> workListeners = new CopyOnWriteArrayList<>();

  /** Logs by the names of their jobs. */
  final Map<String, FoundLog> logs = new ConcurrentHashMap<>();

  final MemoryStores access = new MemoryStores();

  @Override
  public AccessTokens tokens() {
    return access.tokens();
  }

  @Override
  public AuditLog audit() {
    return access.audit();
  }

  @Override
  public LatencyView latencies(String bisection) throws Problem {
    return Views.latencies(bisection(bisection).id());
  }

  @Override
  public LatencyView latencies(String bisection, int boot) throws Problem {
    if (boot > 3) {
      throw new Problem(ProblemCode.UNKNOWN, "there is no such boot", "name another");
    }
    return latencies(bisection);
  }

  @Override
  public EffectiveConfig config(String bisection, String digest) throws Problem {
    if (!digest.equals(Views.CONFIG)) {
      throw new Problem(ProblemCode.UNKNOWN, "there is no such configuration", "name another");
    }
    return Views.config(bisection(bisection).id());
  }

  @Override
  public String profile(String bisection, String file) throws Problem {
    if (!file.equals("culprit.svg") && !file.equals("difference.svg")) {
      throw new Problem(ProblemCode.UNKNOWN, "there is no such profile", "name another");
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>" + bisection + "</title></svg>";
  }

  @Override
  public Registry registry() {
    return registry;
  }

  @Override
  public String bisect(BisectionRequest request, Principal by) throws Problem {
    if (request.good().equals(request.bad())) {
      throw new Problem(
          "Good and bad are the same commit: " + request.good(), "Name two revisions.");
    }
    atSubmit.happens();
    submitted.add(request);
    return "b-new";
  }

  @Override
  public PlanView plan(PlanRequest request, Principal by) {
    plans.add(request);
    return Views.plan();
  }

  @Override
  public void cancel(String bisection, String reason, Principal by) throws Problem {
    if (!comparisons.containsKey(bisection)
        && !configBisections.containsKey(bisection)
        && !List.of("c1", RUNNING_CHECK).contains(bisection)) {
      bisection(bisection);
    }
    cancelled.add(bisection);
    reasons.add(reason);
  }

  @Override
  public int intervene(String campaign, InterventionRequest what, String reason, Principal by)
      throws Problem {
    if (!comparisons.containsKey(campaign) && !configBisections.containsKey(campaign)) {
      bisection(campaign);
    }
    interventions.add(campaign + " " + what + ": " + reason);
    return interventions.size();
  }

  @Override
  public List<BisectionSummary> bisections() {
    atBisections.run();
    if (fault != null) {
      throw fault;
    }
    if (broken) {
      throw new IllegalStateException("secret detail");
    }
    return new ArrayList<>(views.values()).reversed().stream().map(FakeController::line).toList();
  }

  @Override
  public CampaignList list(CampaignQuery query) {
    List<CampaignLine> lines =
        bisections().stream().map(FakeController::campaign).limit(query.most()).toList();
    return new CampaignList(
        lines,
        lines.size(),
        0,
        new CampaignList.Choices(List.of(), List.of(), List.of(), List.of()));
  }

  @Override
  public ImageList images(BuildStore.Filter filter, long before, int most) {
    return images;
  }

  @Override
  public List<String> revisions(String repository) {
    return List.of("master", "v7.0", "<b>v6.18");
  }

  /** Branches of two commits, merged one after the other. */
  @Override
  public Optional<RangeGraphView> graph(String bisection, int from, int until, boolean isWaiting) {
    var commits = new ArrayList<RangeGraphView.Commit>();
    var merges = new ArrayList<RangeGraphView.Merge>();
    for (int index = from; index < until; index++) {
      String id = String.format("%040x", index);
      boolean isMerge = index % 4 == 3;
      commits.add(
          new RangeGraphView.Commit(
              index,
              id,
              index == 0 ? List.of() : isMerge ? List.of(index - 3, index - 1) : List.of(index - 1),
              isMerge || index % 4 == 0));
      if (isMerge) {
        merges.add(new RangeGraphView.Merge(index, id, 2, index - 2, index - 1));
      }
    }
    return Optional.of(new RangeGraphView(bisection, until, from, commits, merges));
  }

  @Override
  public VariantList variants(VariantQuery query, long before, int most) {
    return VariantSamples.list();
  }

  @Override
  public VariantPairView pair(String first, String second) throws Problem {
    if (!first.equals("b1:good")) {
      throw new Problem(ProblemCode.UNKNOWN, "There is no " + first, "See the list.");
    }
    return second.startsWith("k1") ? VariantSamples.comparable() : VariantSamples.apart();
  }

  private static CampaignLine campaign(BisectionSummary one) {
    String conclusion = one.conclusion();
    return new CampaignLine(
        one.id(),
        "bisection",
        one.state().name().toLowerCase(Locale.ROOT),
        conclusion != null && conclusion.startsWith("culprit") ? "culprit" : conclusion,
        one.owner(),
        false,
        one.createdAt(),
        one.endedAt(),
        one.repository(),
        List.of(one.good(), one.bad()),
        one.recipe(),
        one.metric(),
        null,
        conclusion == null ? one.phase() : conclusion,
        List.of());
  }

  private static BisectionSummary line(BisectionView view) {
    return new BisectionSummary(
        view.id(),
        view.state(),
        view.owner(),
        view.createdAt(),
        view.endedAt(),
        view.request().repository(),
        "v6.18",
        "v7.0",
        view.request().recipe(),
        view.request().metric(),
        view.progress().phase(),
        view.progress().remaining(),
        conclusion(view.ending()));
  }

  private static @Nullable String conclusion(BisectionView.@Nullable Ending ending) {
    if (ending == null) {
      return null;
    }
    return ending.kind().equals("culprit")
        ? "culprit " + ending.commits().getFirst().subject()
        : ending.kind();
  }

  @Override
  public BisectionView bisection(String bisection) throws Problem {
    BisectionView view = views.get(bisection);
    if (view == null) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "There is no bisection " + bisection,
          "List them with: halfspeed status");
    }
    return view;
  }

  @Override
  public String report(String bisection) throws Problem {
    if (bisection(bisection).ending() == null) {
      throw new Problem("Bisection " + bisection + " has not ended", "Wait for it.");
    }
    return "# Report\n\u201cquoted\u201d\n";
  }

  @Override
  public FoundLog log(String job) throws Problem {
    FoundLog log = logs.get(job);
    if (log == null) {
      throw new Problem(ProblemCode.UNKNOWN, "There is no job " + job, "See its jobs.");
    }
    return log;
  }

  @Override
  public List<MachineView> all() {
    return machines;
  }

  @Override
  public MachineHistory history(String name, Instant from, Instant until) throws Problem {
    for (MachineDay day : days(from, until)) {
      if (day.machine().name().equals(name)) {
        return new MachineHistory(day, List.of(), List.of(), List.of(), List.of());
      }
    }
    throw new Problem(ProblemCode.UNKNOWN, "There is no machine " + name, "List them.");
  }

  @Override
  public List<MachineView> check(String lab, String machine, Principal by) throws Problem {
    if (!lab.isEmpty()) {
      throw new Problem("There is no lab file " + lab, "Name one that is there.");
    }
    return all().stream().filter(one -> machine.isEmpty() || one.name().equals(machine)).toList();
  }

  @Override
  public List<RecipeView> recipes() {
    return List.of(
        new RecipeView(
            "pgbench-simple-update",
            "summary",
            "description",
            "/recipes/pgbench-simple-update",
            List.of(
                new RecipeView.Parameter("scale", "integer", "10", null, false, "Of the database"),
                new RecipeView.Parameter(
                    "clients", "integer", "4", null, false, "Sessions <b>at once")),
            Map.of(),
            List.of(new RecipeView.Metric("tps", "tps", "higher", null)),
            List.of("postgres"),
            Map.of(),
            new RecipeView.Takes(20L, null, 5L),
            List.of(),
            List.of(),
            List.of()));
  }

  @Override
  public RecipeView recipe(String nameOrFolder, Principal by) throws Problem {
    if (nameOrFolder.equals("/srv/mine")) {
      return recipes().getFirst();
    }
    return recipes().stream()
        .filter(one -> one.name().equals(nameOrFolder))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ProblemCode.UNKNOWN, "There is no recipe " + nameOrFolder, "See recipe list."));
  }

  @Override
  public List<CheckView> startCheck(CheckRequest request, Principal by) {
    checked.add(request);
    return checks();
  }

  @Override
  public List<CheckView> checks() {
    return List.of(Views.check(Instant.EPOCH));
  }

  /** One that has measured nothing yet. */
  static final String RUNNING_CHECK = "c2";

  @Override
  public CheckView check(String id) throws Problem {
    if (id.equals(RUNNING_CHECK)) {
      return Views.runningCheck(id, Instant.EPOCH);
    }
    if (!id.equals("c1")) {
      throw new Problem(
          ProblemCode.UNKNOWN, "There is no check " + id, "GET /api/v1/checks lists them.");
    }
    return checks().getFirst();
  }

  @Override
  public MachineView drain(String machine, String reason, Principal by) throws Problem {
    return stand(machine, "drained", reason);
  }

  @Override
  public MachineView admit(String machine, String reason, Principal by) throws Problem {
    return stand(machine, "admitted", reason);
  }

  private MachineView stand(String name, String state, String reason) throws Problem {
    for (MachineView machine : machines) {
      if (machine.name().equals(name)) {
        stood.add(name + " " + state + " " + reason);
        return machine;
      }
    }
    throw new Problem(ProblemCode.UNKNOWN, "There is no machine " + name, "List them.");
  }

  @Override
  public AutoCloseable follow(String bisection, Consumer<BisectionView> listener) throws Problem {
    List<Consumer<BisectionView>> all =
        listeners.computeIfAbsent(bisection, ignored -> new CopyOnWriteArrayList<>());
    synchronized (this) {
      listener.accept(bisection(bisection));
      all.add(listener);
    }
    return () -> all.remove(listener);
  }

  @Override
  public void listen(WorkListener listener) {
    workListeners.add(listener);
  }

  @Override
  public List<OpenWork> openWork() {
    return List.of(new OpenWork("bisection", 3, 1));
  }

  @Override
  public Map<String, Integer> queues() {
    return Map.of("lab-1", 2);
  }

  @Override
  public AnswerStore answers() {
    return answers;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void close() {}

  /** One machine in order and one that is not. */
  static List<MachineView> lab(Instant seen) {
    return List.of(
        new MachineView(
            "lab-1",
            "ci@lab-1.example.org:22",
            List.of("build", "test"),
            "qemu, clock: instructions",
            "busy",
            null,
            seen,
            16,
            64L << 30,
            311L << 30,
            "Debian GNU/Linux 12 (bookworm)",
            Map.of("gcc", "12.2.0", "qemu-system-x86_64", "7.2.22", "pgbench", "15.18"),
            "KVM, proved by a guest boot",
            List.of(
                new BisectionView.Activity(
                    "lab-1", "building", Views.commit(40), seen, "compile", 12L, 99L)),
            new MachineView.Standing(
                "admitted", "check", "check c1: noise 0.31 %", seen, "controller"),
            Views.check(seen)),
        new MachineView(
            "lab-2",
            "ci@lab-2.example.org:22",
            List.of("test"),
            "kexec",
            "unreachable",
            "lab-2's host key is not the one in known_hosts. If the machine was installed anew,"
                + " take the old key out: ssh-keygen -R lab-2.example.org",
            null,
            null,
            null,
            null,
            null,
            Map.of(),
            "",
            List.of(),
            MachineView.Standing.UNCHECKED,
            null));
  }

  @Override
  public String compare(ComparisonRequest request, Principal by) throws Problem {
    atSubmit.happens();
    compared.add(request);
    return "k-new";
  }

  @Override
  public List<ComparisonSummary> comparisons() {
    return comparisons.values().stream().map(ComparisonLines::summary).toList().reversed();
  }

  @Override
  public List<ComparisonSummary> allComparisons() {
    return comparisons();
  }

  @Override
  public ConfigBisectionView configBisection(String id) throws Problem {
    ConfigBisectionView view = configBisections.get(id);
    if (view == null) {
      throw new Problem(
          ProblemCode.UNKNOWN, "There is no config bisection " + id, "halfspeed status lists them");
    }
    return view;
  }

  @Override
  public Watches watches() {
    return watches;
  }

  @Override
  public ComparisonView comparison(String id) throws Problem {
    ComparisonView view = comparisons.get(id);
    if (view == null) {
      throw new Problem(
          ProblemCode.UNKNOWN,
          "There is no comparison " + id,
          "List them with: halfspeed status --all");
    }
    return view;
  }
}
