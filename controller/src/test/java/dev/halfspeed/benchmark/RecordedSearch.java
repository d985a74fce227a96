package dev.halfspeed.benchmark;

import dev.halfspeed.benchmark.lab.Trial;
import dev.halfspeed.benchmark.lab.VirtualLab;
import dev.halfspeed.benchmark.strategy.SearchPlayer;
import dev.halfspeed.benchmark.world.Draw;
import dev.halfspeed.benchmark.world.Scenario;
import dev.halfspeed.benchmark.world.World;
import dev.halfspeed.search.Assessment;
import dev.halfspeed.search.BayesianSearch;
import dev.halfspeed.search.Decision;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Reproducer;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Search;
import dev.halfspeed.search.Settings;
import dev.halfspeed.search.Slot;
import dev.halfspeed.search.Sought;
import dev.halfspeed.search.Standing;
import dev.halfspeed.search.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Plays this program's search in a world, and keeps every question with its answer. */
final class RecordedSearch implements Search {
  private final World world;
  private final RecordedWorlds.Variant variant;
  private final Settings settings;
  private final Search search;
  private final List<Asked> asked = new ArrayList<>();

  /** A question and its answer. */
  record Asked(List<Evidence> evidence, List<Work> inFlight, Slot slot, Decision decision) {}

  private RecordedSearch(RecordedWorlds.Variant variant, World world) {
    this.variant = variant;
    this.world = world;
    settings = settings(variant, world);
    search = new BayesianSearch(world.ground().dag(), world.ground().prior(), settings);
  }

  /**
   * Plays a whole search.
   *
   * @throws AssertionError when the search breaks a rule of the lab
   */
  static RecordedSearch play(RecordedWorlds.Kind kind, long seed) {
    World world = kind.world(seed);
    var recorded = new RecordedSearch(kind.variant(), world);
    List<Evidence> earlier =
        switch (kind.variant()) {
          case UNKNOWN_MACHINES, TOLD -> List.of();
          case CHECKED, TOLD_RATES, IMPROVEMENT, THREE_RUNS, DECLARED_STEP, EQUAL_KERNELS ->
              world.earlier();
        };
    Trial trial = VirtualLab.run(world, () -> new SearchPlayer(recorded, earlier));
    trial
        .error()
        .ifPresent(error -> {
          throw new AssertionError(kind.name() + ", seed " + seed + ": " + error);
        });
    return recorded;
  }

  private static Settings settings(RecordedWorlds.Variant variant, World world) {
    Scenario scenario = world.scenario();
    var settings =
        new Settings(
            scenario.confidence(),
            scenario.maximumBoots(),
            Draw.key(world.seed(), Draw.Kind.PLAYER),
            reproducer(variant, scenario));
    return variant == RecordedWorlds.Variant.THREE_RUNS ? settings.withRuns(3) : settings;
  }

  private static Reproducer reproducer(RecordedWorlds.Variant variant, Scenario scenario) {
    double sigma = scenario.noise().sigma();
    return switch (variant) {
      case CHECKED, UNKNOWN_MACHINES, THREE_RUNS, EQUAL_KERNELS ->
          scenario.flakiness().isPresent() ? new Reproducer.PassFail() : new Reproducer.Metric();
      case TOLD ->
          new Reproducer.Metric(
              Optional.of(
                  new Reproducer.Told(World.LEVEL, -scenario.noise().effect() * sigma, sigma)));
      case TOLD_RATES -> {
        Scenario.Flakiness flakiness = scenario.flakiness().orElseThrow();
        yield new Reproducer.PassFail(
            Reproducer.Rate.about(flakiness.falseFail(), 20),
            Reproducer.Rate.about(1 - flakiness.falsePass(), 20));
      }
      case IMPROVEMENT ->
          new Reproducer.Metric(Optional.empty(), Optional.empty(), Sought.IMPROVEMENT);
      case DECLARED_STEP ->
          new Reproducer.Metric(
              Optional.empty(),
              Optional.of(
                  new Reproducer.Step(
                      scenario.noise().step() * sigma * Math.exp(World.LEVEL),
                      new MetricScale(true, Sought.REGRESSION))),
              Sought.REGRESSION);
    };
  }

  /** All questions in their order. */
  List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** The question of that number as a journal. */
  RecordedJournal journal(String name, int number) {
    Asked question = asked.get(number);
    int size = world.ground().size();
    return new RecordedJournal(
        name,
        IntStream.range(0, size)
            .mapToObj(commit -> IntStream.of(world.ground().parentsOf(commit)).boxed().toList())
            .toList(),
        IntStream.range(0, size).mapToObj(world.ground().prior()::weight).toList(),
        world.ground().prior().none(),
        settings,
        question.evidence(),
        question.inFlight(),
        question.slot());
  }

  @Override
  public Assessment assess(List<Evidence> evidence, int machines) {
    return search.assess(seen(evidence), machines);
  }

  @Override
  public Standing standing(List<Evidence> evidence) {
    return search.standing(seen(evidence));
  }

  @Override
  public Optional<Decision.Conclude> concluded(List<Evidence> evidence) {
    return search.concluded(seen(evidence));
  }

  @Override
  public Decision next(List<Evidence> evidence, List<Work> inFlight, Slot slot) {
    List<Evidence> seen = seen(evidence);
    Decision decision = search.next(seen, inFlight, slot);
    var costs =
        new RecordedJournal.FixedCosts(
            slot.costs().buildSeconds(new Revision.Good()),
            slot.costs().bootSeconds(),
            slot.costs().runSeconds());
    asked.add(
        new Asked(
            seen,
            inFlight,
            new Slot(
                slot.machine(),
                slot.mayBuild(),
                slot.mayBoot(),
                slot.mayRelayout(),
                slot.images(),
                costs),
            decision));
    return decision;
  }

  @Override
  public List<Work> useless(List<Evidence> evidence, List<Work> inFlight) {
    return search.useless(seen(evidence), inFlight);
  }

  private List<Evidence> seen(List<Evidence> evidence) {
    return variant == RecordedWorlds.Variant.EQUAL_KERNELS
        ? evidence.stream().map(this::withEqualKernels).toList()
        : evidence;
  }

  /** Every second commit, unless it is guilty, gives the kernel of the one before it. */
  private Evidence withEqualKernels(Evidence item) {
    return switch (item) {
      case Evidence.Measured boot ->
          new Evidence.Measured(
              boot.revision(),
              boot.machine(),
              kernel(boot.revision(), boot.image()),
              boot.purpose(),
              boot.values());
      case Evidence.Built built ->
          new Evidence.Built(built.revision(), kernel(built.revision(), built.image()));
      case Evidence.Judged boot -> boot;
      case Evidence.Earlier boot -> boot;
      case Evidence.Marked mark -> mark;
      case Evidence.Untestable skip -> skip;
    };
  }

  private String kernel(Revision revision, String image) {
    return revision instanceof Revision.Candidate(int index)
            && index % 2 == 1
            && !world.guilty().contains(index)
        ? "c" + (index - 1)
        : image;
  }
}
