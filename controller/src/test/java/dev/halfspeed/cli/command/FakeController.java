package dev.halfspeed.cli.command;

import dev.halfspeed.FakeAnswers;
import dev.halfspeed.FakeRegistry;
import dev.halfspeed.access.AccessTokens;
import dev.halfspeed.access.AuditLog;
import dev.halfspeed.access.MemoryStores;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.campaign.configs.ConfigBisectionRequest;
import dev.halfspeed.cli.terminal.Comparisons;
import dev.halfspeed.cli.terminal.Views;
import dev.halfspeed.controller.OpenWork;
import dev.halfspeed.controller.PartialController;
import dev.halfspeed.controller.Registry;
import dev.halfspeed.core.Principal;
import dev.halfspeed.jobs.FoundLog;
import dev.halfspeed.jobs.WorkListener;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.comparison.ComparisonLines;
import dev.halfspeed.report.view.BisectionSummary;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonSummary;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.ConfigBisectionSummary;
import dev.halfspeed.report.view.ConfigBisectionView;
import dev.halfspeed.report.view.PlanView;
import dev.halfspeed.report.view.RecipeView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.store.access.AnswerStore;
import dev.halfspeed.watch.FakeWatches;
import dev.halfspeed.watch.Watches;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A controller that plays what it is told. */
final class FakeController implements PartialController {
  final Map<String, BisectionView> bisections = new LinkedHashMap<>();
  final List<BisectionRequest> requests = new ArrayList<>();
  final List<PlanRequest> plans = new ArrayList<>();
  final List<String> interventions = new ArrayList<>();
  final List<String> cancelled = new ArrayList<>();

  final Map<String, ComparisonView> comparisons = new LinkedHashMap<>();
  final List<ComparisonRequest> compared = new ArrayList<>();

  final List<ConfigBisectionRequest> optionsAsked = new ArrayList<>();

  /** What a config bisection is at each look; the last one stays. */
  final Queue<ConfigBisectionView> options = new ArrayDeque<>();

  private @Nullable ConfigBisectionView seen;

  final FakeWatches watches = new FakeWatches();

  /** What becomes of a comparison that is started. */
  ComparisonView compares = Comparisons.decided();

  /** What it is at each further look. */
  final Queue<ComparisonView> looks = new ArrayDeque<>();

  /** What following shows, in order. */
  List<BisectionView> story = List.of(Views.started(), Views.searching(), Views.found());

  @Nullable Problem refusal;

  /** What happens before a bisection is accepted. */
  Runnable atSubmit = () -> {};

  boolean closed;

  final FakeRegistry registry = new FakeRegistry();

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
  public Registry registry() {
    return registry;
  }

  @Override
  public String bisect(BisectionRequest request, Principal by) throws Problem {
    if (refusal != null) {
      throw refusal;
    }
    atSubmit.run();
    requests.add(request);
    BisectionView last = story.getLast();
    bisections.put(last.id(), last);
    return last.id();
  }

  @Override
  public String compare(ComparisonRequest request, Principal by) throws Problem {
    if (refusal != null) {
      throw refusal;
    }
    atSubmit.run();
    compared.add(request);
    comparisons.put(compares.id(), compares);
    return compares.id();
  }

  @Override
  public String bisectConfigs(ConfigBisectionRequest request, Principal by) {
    optionsAsked.add(request);
    seen = null;
    return options.element().id();
  }

  @Override
  public ConfigBisectionView configBisection(String id) {
    ConfigBisectionView next = options.poll();
    seen = next == null ? seen : next;
    return Objects.requireNonNull(seen);
  }

  @Override
  public List<ConfigBisectionSummary> configBisections() {
    ConfigBisectionView last = seen;
    return last == null
        ? List.of()
        : List.of(
            new ConfigBisectionSummary(
                last.id(),
                "concluded",
                last.owner(),
                last.createdAt(),
                last.endedAt(),
                last.good(),
                last.bad(),
                last.recipe(),
                last.metric(),
                String.valueOf(last.conclusion())));
  }

  @Override
  public List<ComparisonSummary> comparisons() {
    return comparisons.values().stream().map(ComparisonLines::summary).toList();
  }

  @Override
  public List<ComparisonSummary> allComparisons() {
    return comparisons();
  }

  @Override
  public Watches watches() {
    return watches;
  }

  @Override
  public ComparisonView comparison(String id) throws Problem {
    ComparisonView view = comparisons.get(id);
    if (view == null) {
      throw new Problem("There is no comparison " + id + ".", "List them.");
    }
    ComparisonView next = looks.poll();
    if (next != null) {
      comparisons.put(id, next);
    }
    return view;
  }

  @Override
  public PlanView plan(PlanRequest request, Principal by) throws Problem {
    if (refusal != null) {
      throw refusal;
    }
    plans.add(request);
    return Views.plan();
  }

  @Override
  public void cancel(String bisection, String reason, Principal by) {
    cancelled.add(reason.isEmpty() ? bisection : bisection + ": " + reason);
  }

  @Override
  public List<BisectionSummary> bisections() {
    return bisections.values().stream().map(Views::summary).toList();
  }

  @Override
  public BisectionView bisection(String bisection) throws Problem {
    BisectionView view = bisections.get(bisection);
    if (view == null) {
      throw new Problem("There is no bisection " + bisection + ".", "List them.");
    }
    return view;
  }

  @Override
  public String report(String bisection) {
    return "# Report of " + bisection + "\n";
  }

  @Override
  public FoundLog log(String job) throws Problem {
    throw new Problem("There is no job " + job, "See its jobs.");
  }

  @Override
  public List<MachineView> all() {
    return List.of(machine("local", null));
  }

  @Override
  public List<MachineView> check(String lab, String machine, Principal by) throws Problem {
    if (machine.equals("nowhere")) {
      throw new Problem("There is no machine nowhere in " + lab + ".", "It has: local");
    }
    return List.of(machine("local", lab.isEmpty() ? null : "sshd at 10.0.0.9 does not answer"));
  }

  @Override
  public List<RecipeView> recipes() {
    return List.of(RECIPE);
  }

  @Override
  public RecipeView recipe(String nameOrFolder, Principal by) throws Problem {
    if (nameOrFolder.equals(RECIPE.name()) || nameOrFolder.equals(RECIPE.folder())) {
      return RECIPE;
    }
    throw new Problem("There is no recipe " + nameOrFolder + ".", "Known are: pgbench");
  }

  @Override
  public AutoCloseable follow(String bisection, Consumer<BisectionView> listener) {
    story.forEach(listener);
    return () -> {};
  }

  @Override
  public void listen(WorkListener listener) {}

  @Override
  public List<OpenWork> openWork() {
    return List.of();
  }

  @Override
  public AnswerStore answers() {
    return new FakeAnswers();
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }

  private MachineView.Standing standing = MachineView.Standing.UNCHECKED;
  final List<CheckRequest> checked = new ArrayList<>();

  private static final CheckView CHECK =
      new CheckView(
          "c1",
          "local",
          "full",
          "passed",
          "ann",
          Instant.EPOCH,
          Instant.EPOCH.plusSeconds(600),
          "7650d7e35d4f2bd3bb1c1a7e3c1b0c1d2e3f4a5b",
          "Import the kernel",
          "pgbench",
          Map.of(),
          "tps",
          "1/s",
          "defconfig",
          2,
          1,
          List.of(List.of(217.9), List.of(218.6)),
          null,
          "noise between boots 0.31 %",
          new CheckView.Deviation(0.0031, 0.0022, 0.0053),
          null,
          List.of(
              new CheckView.Comparison(
                  "every second boot against the others",
                  new BisectionView.Change(0.0005, -0.002, 0.003),
                  0.7)),
          0.0034);

  @Override
  public List<CheckView> startCheck(CheckRequest request, Principal by) {
    checked.add(request);
    return List.of(CHECK);
  }

  @Override
  public List<CheckView> checks() {
    return List.of(CHECK);
  }

  @Override
  public CheckView check(String id) {
    return CHECK;
  }

  @Override
  public MachineView drain(String machine, String reason, Principal by) throws Problem {
    return stand(machine, "drained", reason, by);
  }

  @Override
  public MachineView admit(String machine, String reason, Principal by) throws Problem {
    return stand(machine, "admitted", reason, by);
  }

  private MachineView stand(String machine, String state, String reason, Principal by)
      throws Problem {
    if (!machine.equals("local")) {
      throw new Problem("no machine \"" + machine + "\" is known", "it has: local");
    }
    standing = new MachineView.Standing(state, "person", reason, Instant.EPOCH, by.name());
    return machine("local", null);
  }

  static final RecipeView RECIPE =
      new RecipeView(
          "pgbench",
          "Simple update with pgbench",
          "",
          "/recipes/pgbench",
          List.of(new RecipeView.Parameter("clients", "integer", "4", null, false, "Clients")),
          Map.of("published", Map.of("clients", "1024")),
          List.of(new RecipeView.Metric("tps", "tps", "higher", 0.1)),
          List.of("pgbench"),
          Map.of(),
          new RecipeView.Takes(20L, null, 5L),
          List.of("vmstat.compact_stall"),
          List.of(
              new RecipeView.Knob(
                  "swappiness", "sysctl.vm.swappiness", List.of("0", "60"), "Swapping")),
          List.of(
              new RecipeView.Mitigation(
                  "no_swap", "Keeps memory.", "Less cache.", List.of("sysctl.vm.swappiness=0"))));

  private MachineView machine(String name, @Nullable String problem) {
    return new MachineView(
        name,
        "ann@127.0.0.1:2222",
        List.of("build", "test"),
        "qemu",
        problem == null ? "ready" : "unreachable",
        problem,
        null,
        2,
        8L << 30,
        null,
        "Debian 12",
        Map.of(),
        "emulation",
        List.of(),
        standing,
        problem == null ? CHECK : null);
  }
}
