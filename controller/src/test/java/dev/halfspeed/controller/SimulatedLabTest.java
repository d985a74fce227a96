package dev.halfspeed.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.Seeds;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.bisection.BisectionEnding;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.store.sqlite.QuickStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole bisections by the real controller, in labs where everything goes wrong. */
final class SimulatedLabTest {
  private static final List<String> MACHINES = List.of("lab1", "lab2", "lab3");
  private static final List<String> TWO_MACHINES = MACHINES.subList(0, 2);
  private static final int COMMITS = 12;
  private static final int CULPRIT = 8;
  private static final int CHECK_BOOTS = 6;
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

  /**
   * Troubles, a day without news for each of two bisections, and jobs of which nothing is heard.
   */
  private static final Duration BOUND = Duration.ofDays(4);

  /** Another branch, on which the commit before the regression can't be booted. */
  private static final String GAP = "gap";

  @TempDir private static Path shared;
  private static KernelRepository repository;
  private static QuickStores stores;
  private static final List<String> speeds = new ArrayList<>();
  private static String good;
  private static String culprit = "";
  private static String untestable = "";

  @BeforeAll
  static void setUp() throws IOException, Problem {
    stores = QuickStores.create(Files.createDirectories(shared.resolve("stores")));
    repository = KernelRepository.create(shared.resolve("linux"));
    speeds.add("1000.");
    good = repository.commit("import", speeds.getFirst());
    for (int i = 1; i <= COMMITS; i++) {
      String speed = i < CULPRIT ? "1000" : "700";
      // Zeros tell commits apart that are equally fast.
      speed = i == 3 ? "unbuildable" : i == 10 ? "unbootable" : speed + "." + "0".repeat(i);
      speeds.add(speed);
      String id = repository.commit("change " + i, speed);
      culprit = i == CULPRIT ? id : culprit;
    }
    repository.git("checkout", "-q", "-b", GAP, good);
    for (int i = 1; i <= 6; i++) {
      String id = repository.commit("gap " + i, i < 4 ? "1000" : i == 4 ? "unbootable" : "700");
      untestable = i == 4 ? id : untestable;
    }
    TinyRecipe.write(shared.resolve("recipes"));
    SimulatedLab.describe(MACHINES, labFile(MACHINES));
    SimulatedLab.describe(TWO_MACHINES, labFile(TWO_MACHINES));
  }

  private static Path labFile(List<String> machines) {
    return shared.resolve("lab" + machines.size() + ".yaml");
  }

  private static BisectionRequest request(
      long seed, String bad, List<String> machines, int priority) {
    return new BisectionRequest(
        repository.folder().toString(),
        good,
        bad,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        labFile(machines).toString(),
        "tps",
        0.99,
        false,
        List.of(),
        0,
        200,
        seed,
        priority,
        "regression",
        null,
        null,
        null);
  }

  /** The good end twice, and the bad end: two are the same, and the third is slower by 30 %. */
  private static ComparisonRequest comparison(long seed) {
    List<String> revisions = List.of(good, good, "main");
    return new ComparisonRequest(
        IntStream.range(0, revisions.size())
            .mapToObj(number ->
                new ComparisonRequest.Variant(
                    "V" + number,
                    repository.folder().toString(),
                    revisions.get(number),
                    "tinyconfig",
                    List.of(),
                    List.of(),
                    Map.of()))
            .toList(),
        "tiny",
        null,
        Map.of(),
        labFile(seed % 4 == 0 ? MACHINES : TWO_MACHINES).toString(),
        "tps",
        0.99,
        0.01,
        1,
        200,
        seed,
        0);
  }

  private static void assertCompared(List<ComparisonView> comparisons) {
    assertThat(comparisons)
        .allSatisfy(comparison ->
            assertThat(comparison.pairs())
                .as(comparison.conclusion())
                .extracting(ComparisonView.Pair::verdict)
                .containsExactly(
                    ComparisonView.Verdict.SAME,
                    ComparisonView.Verdict.DIFFERENT,
                    ComparisonView.Verdict.DIFFERENT));
  }

  /** A whole check of the last machine, which never dies for good. */
  private static CheckRequest check(long seed) {
    List<String> machines = seed % 4 == 0 ? MACHINES : TWO_MACHINES;
    return new CheckRequest(
        repository.folder().toString(),
        good,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        labFile(machines).toString(),
        machines.getLast(),
        "tps",
        CHECK_BOOTS,
        1,
        seed);
  }

  /** A machine that is even never differs, whatever happens to it meanwhile. */
  private static void assertChecked(List<CheckView> checks) {
    assertThat(checks)
        .allSatisfy(check -> {
          assertThat(check.state()).as(check.message()).isIn("passed", "unfit", "broken off");
          if (check.state().equals("passed")) {
            // As many again where the first differed by chance.
            assertThat(check.samples()).size().isIn(CHECK_BOOTS, 2 * CHECK_BOOTS);
          }
        });
  }

  private static SimulatedLab lab(long seed, int bisections) throws IOException {
    return lab(seed, "main", bisections);
  }

  private static SimulatedLab lab(long seed, String bad, int bisections) throws IOException {
    List<String> machines = seed % 4 == 0 ? MACHINES : TWO_MACHINES;
    var requests = new ArrayList<BisectionRequest>();
    for (int i = 0; i < bisections; i++) {
      requests.add(request(seed + 1_000_000L * i, bad, machines, (int) (seed % 5 / 3) * i));
    }
    return new SimulatedLab(
        stores,
        Files.createTempDirectory(shared, "seed" + seed + "-"),
        shared.resolve("recipes"),
        machines,
        requests,
        seed);
  }

  private static void assertRight(List<BisectionEnding> endings) {
    assertThat(endings)
        .allSatisfy(ending -> {
          assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
          assertThat(ending.commits().getFirst().id()).isEqualTo(culprit);
        });
  }

  @Test
  void nothingGoesWrongWhereNothingDoes() throws Exception {
    SimulatedLab lab = lab(1, 1);
    assertRight(lab.run());
  }

  /**
   * Each of the troubles several times, and all lasting faults that 200 seeds draw; {@code
   * -Dhalfspeed.seeds=many} plays all 200 seeds. {@code -Dhalfspeed.labs=1
   * -Dhalfspeed.first-lab=451} replays one, and larger numbers play more; {@code
   * -Dhalfspeed.step=16} those only that have a fault for ever.
   */
  @Test
  void whateverGoesWrongTheCulpritIsFoundAndNothingIsLost() throws Exception {
    Set<SimulatedLab.Trouble> troubles = ConcurrentHashMap.newKeySet();
    assertThat(SideBySide.failures(seeds(), seed -> failure(seed, troubles))).isEmpty();
    if (Integer.getInteger("halfspeed.labs") == null) {
      assertThat(troubles).containsExactlyInAnyOrder(SimulatedLab.Trouble.values());
    }
  }

  private static LongStream seeds() {
    Integer labs = Integer.getInteger("halfspeed.labs");
    if (labs != null) {
      int step = Integer.getInteger("halfspeed.step", 1);
      long first = Long.getLong("halfspeed.first-lab", 1);
      return LongStream.range(0, labs).map(number -> first + number * step);
    }
    int most = 200;
    int few = Seeds.count(10, most);
    return LongStream.rangeClosed(1, most)
        .filter(seed -> seed <= few || lastingFault(seed).isPresent());
  }

  /**
   * The controller is killed once, before or after a write or a remote call, in a bisection where
   * nothing else goes wrong: before the first of each name and after the last, and before and after
   * the first, the last and a middle one with {@code -Dhalfspeed.seeds=many}. All names are listed
   * here.
   */
  @TestFactory
  Stream<DynamicTest> aControllerThatDiesGoesOnWhereItWas() throws Exception {
    SimulatedLab whole = interrupted();
    assertRight(whole.run());
    var touches = new TreeMap<String, List<Integer>>();
    for (int touch = 0; touch < whole.touched().size(); touch++) {
      touches.computeIfAbsent(whole.touched().get(touch), ignored -> new ArrayList<>()).add(touch);
    }
    var always =
        List.of(
            "before raise the lease",
            "after raise the lease",
            "before connect",
            "after connect",
            "before ListJobs",
            "after ListJobs",
            "before keep machine lab1",
            "after keep machine lab1",
            "before keep machine lab2",
            "after keep machine lab2",
            "before keep campaign",
            "after keep campaign",
            "before keep lab lab2",
            "after keep lab lab2",
            "before keep repository linux",
            "after keep repository linux",
            "before push",
            "after push",
            "before recipe",
            "after recipe",
            "before start job",
            "after start job",
            "before Start",
            "after Start",
            "before end job",
            "after end job",
            "before update campaign",
            "after update campaign",
            "before keep a decision of campaign",
            "after keep a decision of campaign",
            "before keep an intervention in campaign",
            "after keep an intervention in campaign",
            "before end campaign",
            "after end campaign",
            "before Follow",
            "an event",
            "before Cancel");
    assertThat(touches).containsKeys(always.toArray(String[]::new));
    // Whether a bisection cancels something in its middle, or only at its end, is for the search.
    assertThat(touches.keySet())
        .isSubsetOf(Stream.concat(always.stream(), Stream.of("after Cancel")).toList());
    var tests = new ArrayList<DynamicTest>();
    try (var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      touches.forEach((name, all) -> {
        int last = all.size() - 1;
        boolean isAfter = name.startsWith("after ");
        Stream.of(isAfter ? last : 0, isAfter ? 0 : last, all.size() / 2)
            .limit(Seeds.count(1, 3))
            .distinct()
            .forEach(which -> {
              // Side by side: all have run when the first is told.
              Future<?> run = pool.submit(() -> dieOnce(all.get(which)));
              tests.add(
                  DynamicTest.dynamicTest(
                      "%s, number %d of %d".formatted(name, which + 1, all.size()), run::get));
            });
      });
    }
    return tests.stream();
  }

  /** One in which nothing goes wrong, but that a person pauses and resumes it. */
  private static SimulatedLab interrupted() throws IOException {
    SimulatedLab lab = lab(1, 1);
    lab.intervenes(Duration.ofMinutes(4), new InterventionRequest.Pause());
    lab.intervenes(Duration.ofMinutes(30), new InterventionRequest.Resume());
    return lab;
  }

  private static Void dieOnce(int touch) throws Exception {
    SimulatedLab lab = interrupted();
    lab.dieAt(touch);
    assertRight(lab.run());
    assertThat(lab.crashes()).isEqualTo(1);
    return null;
  }

  /** A pause of three days is no standstill; nothing is asked of a machine meanwhile. */
  @Test
  void aPausedBisectionLeavesTheMachinesAloneForAsLongAsItTakes() throws Exception {
    SimulatedLab lab = lab(1, 1);
    var pause = Duration.ofMinutes(4);
    var resume = Duration.ofDays(3);
    lab.intervenes(pause, new InterventionRequest.Pause());
    lab.intervenes(resume, new InterventionRequest.Resume());
    assertRight(lab.run());
    assertThat(lab.machines().values())
        .allSatisfy(machine ->
            assertThat(machine.jobs())
                .noneMatch(job ->
                    job.startedAt() > pause.plusSeconds(1).toNanos()
                        && job.startedAt() < resume.toNanos()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 17, 40, 600})
  void aMachineThatIsReachedAgainIsBackWithinHalfAMinute(int minutes) throws Exception {
    var cut = Duration.ofSeconds(100);
    var length = Duration.ofMinutes(minutes);
    SimulatedLab lab = lab(1, 1);
    lab.plan(cut, machine -> machine.disconnect(length));
    assertRight(lab.run());
    long end = cut.plus(length).toNanos();
    assertThat(lab.machines().values())
        .allSatisfy(machine ->
            assertThat(machine.connections())
                .anyMatch(at -> at >= end && at <= end + HALF_A_MINUTE.toNanos()));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 60, 120})
  void aMachineWhoseDiskWasFullIsBackWithinHalfAMinute(int seconds) throws Exception {
    var fill = Duration.ofSeconds(100);
    var length = Duration.ofSeconds(seconds);
    SimulatedLab lab = lab(1, 1);
    lab.plan(fill, machine -> machine.fillDisk(length));
    assertRight(lab.run());
    long end = fill.plus(length).toNanos();
    assertThat(lab.machines().values())
        .allSatisfy(machine -> {
          boolean isBusy =
              machine.jobs().stream().anyMatch(job -> job.startedAt() < end && job.endedAt() > end);
          boolean isBack =
              machine.jobs().stream()
                  .anyMatch(job ->
                      job.startedAt() >= end && job.startedAt() <= end + HALF_A_MINUTE.toNanos());
          assertThat(isBusy || isBack).isTrue();
        });
  }

  @Test
  void aStoreWithoutRoomIsWaitedFor() throws Exception {
    SimulatedLab lab = lab(1, 1);
    lab.plan(Duration.ofSeconds(100), machine -> lab.fillStore(Duration.ofHours(3)));
    assertRight(lab.run());
  }

  /** Another machine has to try it; where none is left, that is waited for in vain, but ends. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatCannotBeTestedIsASuspectThoughMachinesDie(long seed) throws Exception {
    SimulatedLab lab = lab(seed, GAP, 2);
    if (seed > 2) {
      lab.releaseGremlin(
          Duration.ofHours(1),
          EnumSet.of(SimulatedLab.Trouble.MACHINE_DIES, SimulatedLab.Trouble.CONTROLLER_DIES));
    }
    assertThat(lab.run())
        .hasSize(2)
        .allSatisfy(ending -> {
          assertThat(ending.kind()).as(ending.words()).isEqualTo("suspects");
          assertThat(ending.commits())
              .hasSize(2)
              .anySatisfy(commit -> assertThat(commit.id()).isEqualTo(untestable));
        });
  }

  /** Nothing else goes wrong, so the request ends soon, with the first error, and no commits. */
  @ParameterizedTest
  @CsvSource({
    "0, BUILD, Unbuildable, The good end, does not build: compile: no",
    "12, BUILD, Unbuildable, The bad end, does not build: compile: no",
    "0, BOOT, Unbootable, The good end, does not boot: HANG: no life",
    "12, BOOT, ReproducerFailed, The bad end, can't be measured: run: timed out",
    "12, BOOT, InfrastructureFault, The bad end, does not boot: UNEXPECTED: for ever"
  })
  void anEndWithoutANumberEndsTheRequest(
      int commit, LastingFault.Stage stage, String result, String end, String words)
      throws Exception {
    SimulatedLab lab = lab(1, 1);
    LastingFault.Kind kind =
        LastingFault.kinds(stage).stream()
            .filter(LastingFault.Kind.Ends.class::isInstance)
            .filter(each -> each.toString().contains(result))
            .filter(each -> !result.startsWith("Infra") || each.toString().contains("UNEXPECTED"))
            .findFirst()
            .orElseThrow();
    lab.suffers(
        new LastingFault(kind, stage, Optional.of(speeds.get(commit)), false, Duration.ZERO));
    BisectionEnding ending = lab.run().getFirst();
    assertThat(ending.kind()).as(ending.words()).isEqualTo("failed");
    assertThat(ending.words()).startsWith(end).contains(words);
    assertThat(ending.commits()).isEmpty();
    assertThat(Duration.ofNanos(lab.now())).isLessThan(Duration.ofHours(3));
  }

  @Test
  void aSeedReplaysExactly() throws Exception {
    var one = troubled(8);
    var other = troubled(8);
    assertRight(one.run());
    assertRight(other.run());
    assertThat(other.touched()).isEqualTo(one.touched());
  }

  private static SimulatedLab troubled(long seed) throws IOException {
    SimulatedLab lab = lab(seed, 1 + (int) (seed % 3 / 2));
    lab.dieOften(seed % 5);
    if (seed % 3 == 0 && lastingFault(seed).isEmpty()) {
      lab.compares(comparison(seed));
    }
    if (seed % 4 > 1 && lastingFault(seed).isEmpty()) {
      lab.checks(check(seed));
    }
    if (seed % 5 == 2 && lastingFault(seed).isEmpty()) {
      lab.intervenes(Duration.ofMinutes(40), new InterventionRequest.Pause());
      lab.intervenes(Duration.ofHours(3), new InterventionRequest.Resume());
    }
    lab.releaseGremlin(Duration.ofHours(4), EnumSet.allOf(SimulatedLab.Trouble.class));
    return lab;
  }

  /** One world of sixteen has a fault that never goes away. */
  private static Optional<LastingFault> lastingFault(long seed) {
    return seed % 16 == 1
        ? Optional.of(LastingFault.draw(new SplittableRandom(seed * 17 + 3), speeds))
        : Optional.empty();
  }

  /** The culprit, suspects with it among them, or a failure that says why: as the fault allows. */
  private static void assertRight(List<BisectionEnding> endings, LastingFault fault) {
    int commit = fault.speed().map(speeds::indexOf).orElse(-1);
    boolean isEnd = commit == 0 || commit == COMMITS;
    boolean isEverywhere = fault.speed().isEmpty() && !fault.isOnOneMachine();
    boolean hidesCulprit = commit == CULPRIT || commit == CULPRIT - 1;
    assertThat(endings)
        .allSatisfy(ending -> {
          if (ending.kind().equals("failed")) {
            assertThat(isEnd || isEverywhere).as(ending.words()).isTrue();
            assertThat(ending.words()).containsAnyOf("end ", "Nothing could be found out");
            assertThat(ending.commits()).isEmpty();
          } else {
            List<String> possible =
                hidesCulprit || isEnd || isEverywhere
                    ? List.of("culprit", "suspects")
                    : List.of("culprit");
            assertThat(possible).as(ending.words()).contains(ending.kind());
            assertThat(ending.commits())
                .extracting(BisectionEnding.Commit::id)
                .as(ending.words())
                .contains(culprit);
          }
        });
  }

  /** What went wrong with a seed that should not. */
  private static Optional<String> failure(long seed, Set<SimulatedLab.Trouble> troubles) {
    SimulatedLab lab = null;
    try {
      lab = troubled(seed);
      Optional<LastingFault> fault = lastingFault(seed);
      fault.ifPresent(lab::suffers);
      List<BisectionEnding> endings = lab.run();
      if (fault.isPresent()) {
        assertRight(endings, fault.get());
        assertThat(Duration.ofNanos(lab.now())).isLessThan(BOUND);
      } else {
        assertRight(endings);
        assertCompared(lab.compared());
        assertChecked(lab.checked());
      }
      return Optional.empty();
    } catch (AssertionError | IOException | Problem | RuntimeException failed) {
      return Optional.of(
          "seed %d: %s%n%s"
              .formatted(seed, failed, lab == null ? "" : String.join("\n", lab.trace())));
    } finally {
      if (lab != null) {
        troubles.addAll(lab.troubles());
      }
    }
  }
}
