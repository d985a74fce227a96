package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.Resolved;
import dev.halfspeed.campaign.check.CheckRequest;
import dev.halfspeed.campaign.check.MachineChecks;
import dev.halfspeed.dispatch.LinkSettings;
import dev.halfspeed.dispatch.ReconnectingLink;
import dev.halfspeed.health.Standing;
import dev.halfspeed.machines.Standings;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.CheckView;
import dev.halfspeed.report.MachineView;
import dev.halfspeed.store.CampaignRecord;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.StoreException;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.VirtualTime;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines that fail, drift, are checked and taken out of use, under the real controller. */
final class HealthTest {
  private static final List<String> MACHINES = List.of("lab1", "lab2");
  private static final double NOISE = 0.002;
  private static final long SEED = 5;
  private static final int SQLITE_ERROR = 1;
  private static final int SQLITE_READONLY = 8;
  private static final int SQLITE_FULL = 13;

  @TempDir private Path folder;
  private final VirtualTime time = new VirtualTime(SEED);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, FakeMachine> hardware = new LinkedHashMap<>();
  private final Map<String, SimulatedMachine> machines = new LinkedHashMap<>();
  private KernelRepository repository;
  private VirtualTime.Program program;
  private Store store;
  private BisectionController controller;
  private String good = "";
  private String culprit = "";

  /** The beginnings of the writes that fail now, with SQLite's codes for why. */
  private final Map<String, Integer> refused = new HashMap<>();

  @BeforeEach
  void setUp() throws Exception {
    repository = KernelRepository.create(folder.resolve("linux"));
    good = repository.commit("import", "1000");
    for (int i = 1; i <= 12; i++) {
      String id = repository.commit("change " + i, i < 8 ? "1000" : "900");
      culprit = i == 8 ? id : culprit;
    }
    TinyRecipe.write(folder.resolve("recipes"));
    for (String name : MACHINES) {
      hardware.put(name, new FakeMachine(NOISE));
      machines.put(
          name,
          new SimulatedMachine(name, time, requireNonNull(hardware.get(name)), random.nextLong()));
    }
    writeLab("");
    start();
  }

  private void writeLab(String health) throws IOException {
    var text = new StringBuilder("machines:\n");
    for (String name : MACHINES) {
      text.append(
          """
            - name: %s
              address: %s.example.org
              user: root
              key: /nonexistent
              known-hosts: /nonexistent
              boot: {method: qemu, clock: real}
          """
              .formatted(name, name));
    }
    Files.writeString(folder.resolve("lab.yaml"), text + health);
  }

  private void start() throws Problem {
    program = time.program();
    store = QuickStores.shared().open(database(), watch());
    controller =
        ask(() ->
            BisectionController.open(
                store,
                folder,
                folder.resolve("recipes"),
                folder.resolve("worker"),
                lease ->
                    machine ->
                        new ReconnectingLink(
                            machine,
                            LinkSettings.DEFAULTS,
                            program,
                            () ->
                                requireNonNull(machines.get(machine.name()))
                                    .connect(program, lease.token(), touch -> {})),
                () -> new UUID(random.nextLong(), random.nextLong()),
                program,
                true));
  }

  private Path database() {
    return folder.resolve("halfspeed.db");
  }

  private WriteWatch watch() {
    return new WriteWatch() {
      @Override
      public void before(String what) {
        refused.forEach((beginning, code) -> {
          if (what.startsWith(beginning)) {
            throw new StoreException(
                new Problem("Can't " + what, "wait", new SQLException("refused", "", code)),
                code != SQLITE_ERROR);
          }
        });
      }

      @Override
      public void after(String what) {}
    };
  }

  /** The controller is killed, and another one started. */
  private void restart() throws Problem {
    program.kill();
    pass(Duration.ofSeconds(1));
    store.close();
    start();
  }

  @AfterEach
  void tearDown() {
    program.kill();
    pass(Duration.ofSeconds(1));
    store.close();
    assertThat(machines.values()).allSatisfy(machine -> assertThat(machine.violations()).isEmpty());
  }

  private interface Question<T> {
    T answer() throws Problem;
  }

  /** Asks the controller something, in its time. */
  private <T> T ask(Question<T> question) throws Problem {
    var answers = new ArrayList<T>();
    var problems = new ArrayList<Problem>();
    program.start(
        "question",
        () -> {
          try {
            answers.add(question.answer());
          } catch (Problem problem) {
            problems.add(problem);
          }
        });
    assertThat(time.play(Duration.ofHours(1), () -> !answers.isEmpty() || !problems.isEmpty()))
        .isTrue();
    if (!problems.isEmpty()) {
      throw problems.getFirst();
    }
    return answers.getFirst();
  }

  private void pass(Duration length) {
    time.play(length, () -> false);
  }

  private BisectionRequest request() {
    return request(1);
  }

  private BisectionRequest request(long seed) {
    return new BisectionRequest(
        repository.folder().toString(),
        good,
        "main",
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        folder.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        false,
        List.of(),
        0,
        200,
        seed,
        null,
        "regression");
  }

  private CheckRequest checkRequest(@Nullable String machine) {
    return new CheckRequest(
        repository.folder().toString(),
        good,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        folder.resolve("lab.yaml").toString(),
        machine,
        "tps",
        12,
        2,
        1);
  }

  private List<CheckView> check(@Nullable String machine) throws Problem {
    List<CheckView> started = ask(() -> controller.startCheck(checkRequest(machine), People.ANN));
    assertThat(
            time.play(
                Duration.ofDays(1),
                () ->
                    started.stream()
                        .allMatch(each ->
                            store.campaigns().find(each.id()).orElseThrow().endedAt() != null)))
        .isTrue();
    pass(Duration.ofSeconds(1));
    var ended = new ArrayList<CheckView>();
    for (CheckView each : started) {
      ended.add(ask(() -> controller.check(each.id())));
    }
    return ended;
  }

  private BisectionView.Ending toTheEnd(String bisection) {
    assertThat(
            time.play(
                Duration.ofDays(2),
                () -> store.campaigns().find(bisection).orElseThrow().endedAt() != null))
        .isTrue();
    return Protocol.read(
        requireNonNull(store.campaigns().find(bisection).orElseThrow().endingJson()),
        BisectionView.Ending.class);
  }

  private void assertFound(String bisection) {
    BisectionView.Ending ending = toTheEnd(bisection);
    assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
    assertThat(ending.commits().getFirst().id()).isEqualTo(culprit);
  }

  private MachineView machine(String name) throws Problem {
    return ask(controller::machines).stream()
        .filter(machine -> machine.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> standings(String machine) {
    return store.machines().standings().stream()
        .filter(standing -> standing.machine().equals(machine))
        .map(standing -> standing.state() + " by " + standing.cause())
        .toList();
  }

  private long startedSince(String machine, Instant since) {
    return store.campaigns().all(Set.of(CampaignRecord.Kind.BISECTION)).stream()
        .flatMap(bisection -> store.jobs().all(bisection.id()).stream())
        .filter(job -> job.machine().equals(machine) && job.startedAt().isAfter(since))
        .count();
  }

  @Test
  void aWholeCheckAdmitsAMachineAndSaysHowNoisyItIs() throws Exception {
    List<CheckView> checks = check(null);
    assertThat(checks).hasSize(2).extracting(CheckView::state).containsOnly("passed");
    CheckView first = checks.getFirst();
    assertThat(first.samples()).hasSize(12).allMatch(boot -> boot.size() == 2);
    assertThat(requireNonNull(first.noise()).fraction()).isCloseTo(NOISE, within(0.7 * NOISE));
    assertThat(first.noise().low()).isLessThan(first.noise().fraction());
    assertThat(first.noise().high()).isGreaterThan(first.noise().fraction());
    assertThat(first.comparisons()).hasSize(2);
    assertThat(requireNonNull(first.resolvable())).isBetween(0.0005, 0.01);
    MachineView.Standing standing = machine("lab1").standing();
    assertThat(standing.state()).isEqualTo("admitted");
    assertThat(standing.reason()).contains("check " + first.id(), "noise between boots 0.");
    assertThat(requireNonNull(machine("lab1").lastCheck()).id()).isEqualTo(first.id());

    // The search of a bisection begins with what the check has seen.
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    Resolved resolved =
        Protocol.read(store.campaigns().find(bisection).orElseThrow().detailJson(), Resolved.class);
    assertThat(resolved.earlier()).hasSize(24);
    assertThat(resolved.earlier())
        .filteredOn(boot -> boot.machine().equals("lab1"))
        .hasSize(12)
        .allMatch(boot -> boot.image().startsWith(first.id() + "/"))
        .allMatch(boot -> boot.values().size() == 2);
    assertFound(bisection);
  }

  @Test
  void aCheckTakesItsPlaceBesideABisectionThatMeasures() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    assertThat(check("lab1").getFirst().state()).isEqualTo("passed");
    assertFound(bisection);
  }

  @Test
  void aMachineThatIsNotEvenIsQuarantined() throws Exception {
    var measured = new ArrayList<Boolean>();
    FakeMachine lab1 = requireNonNull(hardware.get("lab1"));
    lab1.breaks((id, job) -> {
      if (job instanceof Job.Measure) {
        measured.add(true);
        lab1.slowsDown(measured.size() > 6 ? 1.02 : 1);
      }
      return Optional.empty();
    });
    CheckView check = check("lab1").getFirst();
    assertThat(check.state()).isEqualTo("differs");
    assertThat(check.message()).contains("the later half from the earlier by -");
    assertThat(standings("lab1")).containsExactly("quarantined by check");
    assertThat(machine("lab1").state()).isEqualTo("quarantined");
  }

  @Test
  void aKernelThatDoesNotBootSaysNothingOfTheMachine() throws Exception {
    requireNonNull(hardware.get("lab1"))
        .breaks((id, job) ->
            job instanceof Job.Measure
                ? Optional.of(
                    new Result.Unbootable(Result.BootFailure.PANIC, "panic", "", Duration.ZERO))
                : Optional.empty());
    CheckView check = check("lab1").getFirst();
    assertThat(check.state()).isEqualTo("unfit");
    assertThat(check.noise()).isNull();
    assertThat(standings("lab1")).isEmpty();
  }

  @Test
  void aMachineThatDriftsIsFoundADayLaterAndStaysOutUntilAWholeCheck() throws Exception {
    check("lab1");
    pass(Duration.ofHours(25));
    assertThat(ask(controller::checks)).hasSize(2);
    assertThat(ask(controller::checks).getFirst())
        .satisfies(again -> {
          assertThat(again.kind()).isEqualTo("again");
          assertThat(again.state()).isEqualTo("passed");
          assertThat(again.samples()).hasSize(4);
        });
    requireNonNull(hardware.get("lab1")).slowsDown(1.03);
    pass(Duration.ofHours(25));
    assertThat(standings("lab1")).containsExactly("admitted by check", "quarantined by drift");
    assertThat(machine("lab1").standing().reason())
        .contains("tps of the known-good kernel is -2.9 % (95 %: -")
        .contains("where boots differed by 0.");
    assertThat(ask(controller::checks).getFirst().samples()).hasSize(8);

    pass(Duration.ofHours(49));
    assertThat(standings("lab1")).hasSize(2);
    assertThat(check("lab1").getFirst().state()).isEqualTo("passed");
    assertThat(standings("lab1")).last().isEqualTo("admitted by check");
  }

  private List<String> kindsOfChecks() throws Problem {
    return ask(controller::checks).reversed().stream().map(CheckView::kind).toList();
  }

  @Test
  void aMachineThatAPersonAdmitsAfterADriftIsWhatItIsFromThenOn() throws Exception {
    check("lab1");
    requireNonNull(hardware.get("lab1")).slowsDown(1.03);
    pass(Duration.ofHours(25));
    assertThat(standings("lab1")).last().isEqualTo("quarantined by drift");
    ask(() -> controller.admit("lab1", "a new firmware", People.ANN));
    pass(Duration.ofHours(23));
    assertThat(kindsOfChecks()).containsExactly("full", "again");
    restart();
    pass(Duration.ofHours(3));
    assertThat(kindsOfChecks()).containsExactly("full", "again", "full");
    assertThat(standings("lab1"))
        .containsExactly(
            "admitted by check", "quarantined by drift", "admitted by person", "admitted by check");

    // From then on it is compared again, with what it is now.
    pass(Duration.ofHours(25));
    assertThat(ask(controller::checks).getFirst().state()).isEqualTo("passed");
    requireNonNull(hardware.get("lab1")).slowsDown(1);
    pass(Duration.ofHours(25));
    assertThat(kindsOfChecks()).containsExactly("full", "again", "full", "again", "again");
    assertThat(standings("lab1")).last().isEqualTo("quarantined by drift");
  }

  @Test
  void aCheckThatRanWhenAPersonAdmittedTheMachineDoesNotQuarantineIt() throws Exception {
    check("lab1");
    requireNonNull(hardware.get("lab1")).slowsDown(1.03);
    assertThat(
            time.play(
                Duration.ofHours(25),
                () ->
                    store.campaigns().all(MachineChecks.KINDS).size() == 2
                        && !store.campaigns().open(MachineChecks.KINDS).isEmpty()))
        .isTrue();
    ask(() -> controller.admit("lab1", "a new firmware", People.ANN));
    pass(Duration.ofHours(5));
    assertThat(ask(controller::checks).getFirst().state()).isEqualTo("differs");
    assertThat(standings("lab1")).containsExactly("admitted by check", "admitted by person");
  }

  @Test
  void aMachineThatFailsAfterAPersonAdmittedItComesBackWithAWholeCheck() throws Exception {
    check(null);
    ask(() -> controller.admit("lab1", "a new disk", People.ANN));
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(standings("lab1")).last().isEqualTo("quarantined by faults");
    assertFound(bisection);
    assertThat(standings("lab1")).last().isEqualTo("admitted by check");
    assertThat(standings("lab2")).last().isEqualTo("admitted by faults");
  }

  @Test
  void aDisturbedBootOfACheckIsMadeAgain() throws Exception {
    FakeMachine lab1 = requireNonNull(hardware.get("lab1"));
    lab1.isSharedWithOthers((boot, run) -> boot == 2 || (boot == 7 && run == 2) ? 0.5 : 0);
    CheckView check = check("lab1").getFirst();
    assertThat(check.state()).as(check.message()).isEqualTo("passed");
    assertThat(check.samples()).hasSize(12);
    assertThat(lab1.boots()).isEqualTo(14);
  }

  @Test
  void aCheckOfAMachineThatIsDisturbedAgainAndAgainIsBrokenOff() throws Exception {
    FakeMachine lab1 = requireNonNull(hardware.get("lab1"));
    lab1.isSharedWithOthers((boot, run) -> run == 1 ? 0.5 : 0);
    CheckView check = check("lab1").getFirst();
    assertThat(check.state()).isEqualTo("broken off");
    assertThat(check.message())
        .isEqualTo(
            "something else runs on the machine: 50 % of its CPU time went to other processes;"
                + " check it when it is quiet");
    assertThat(standings("lab1")).isEmpty();
  }

  /** While all are disturbed the bisection waits, and says so. */
  @Test
  void aMachineThatIsDisturbedIsSaidToBeThat() throws Exception {
    hardware.values().forEach(each -> each.isSharedWithOthers((boot, run) -> boot < 6 ? 0.42 : 0));
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(8));
    BisectionView view = ask(() -> controller.bisection(bisection));
    assertThat(view.progress().boots()).isZero();
    assertThat(view.activities()).extracting(BisectionView.Activity::doing).contains("disturbed");
    MachineView disturbed =
        ask(controller::machines).stream()
            .filter(machine -> machine.state().equals("disturbed"))
            .findFirst()
            .orElseThrow();
    assertThat(disturbed.problem())
        .startsWith("42 % of its CPU time went to other processes during the last ")
        .contains("measured again in ");
    assertThat(disturbed.doing()).isEmpty();
    assertFound(bisection);
  }

  @Test
  void oneBootThatWentAstrayIsNoDrift() throws Exception {
    check("lab1");
    FakeMachine lab1 = requireNonNull(hardware.get("lab1"));
    var measured = new ArrayList<Boolean>();
    lab1.breaks((id, job) -> {
      if (job instanceof Job.Measure) {
        measured.add(true);
        lab1.slowsDown(measured.size() == 2 ? 1.2 : 1);
      }
      return Optional.empty();
    });
    pass(Duration.ofHours(25));
    assertThat(measured).hasSize(8);
    assertThat(standings("lab1")).containsExactly("admitted by check");
  }

  @Test
  void anotherCompilerIsDriftWhateverTheNumbers() throws Exception {
    check("lab1");
    requireNonNull(hardware.get("lab1")).hasCompiler("15.1");
    pass(Duration.ofHours(25));
    assertThat(standings("lab1")).last().isEqualTo("quarantined by drift");
    assertThat(machine("lab1").standing().reason())
        .contains("compiler gcc 15.1, ld 1 instead of gcc 1, ld 1");
  }

  @Test
  void manyJobsAlsoMakeACheckDue() throws Exception {
    writeLab("health: {check-again: {jobs: 5}}\n");
    check("lab1");
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    assertFound(bisection);
    pass(Duration.ofMinutes(20));
    assertThat(ask(controller::checks)).extracting(CheckView::kind).contains("again");
  }

  @Test
  void aMachineThatWasNeverCheckedIsNotCheckedAgain() throws Exception {
    assertFound(ask(() -> controller.submit(request(), People.ANN)));
    pass(Duration.ofDays(3));
    assertThat(store.campaigns().all(MachineChecks.KINDS)).isEmpty();
    assertThat(store.machines().standings()).isEmpty();
  }

  @Test
  void aDrainedMachineGetsNoNewWorkAndTheOthersDoIt() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(2));
    MachineView drained = ask(() -> controller.drain("lab1", "a new disk", People.ANN));
    assertThat(drained.state()).isEqualTo("drained");
    Instant since = program.instant();
    assertFound(bisection);
    assertThat(startedSince("lab1", since)).isZero();
    assertThat(startedSince("lab2", since)).isPositive();
    assertThat(store.jobs().all(bisection)).allMatch(job -> job.endedAt() != null);
    assertThat(store.jobs().all(bisection))
        .noneMatch(job ->
            Outcome.CANCELLED.words().equals(job.outcome())
                && job.startedAt().isBefore(since)
                && job.machine().equals("lab1"));
  }

  @Test
  void aBisectionWithoutAMachineWaitsAndSaysSoAndIsWokenByAdmitting() throws Exception {
    check("lab1");
    ask(() -> controller.drain("lab1", "moving house", People.ANN));
    ask(() -> controller.check(folder.resolve("lab.yaml").toString(), "", People.ANN));
    ask(() -> controller.drain("lab2", "moving house", People.ANN));
    // Both may be switched off now: nobody asks them.
    machines.values().forEach(machine -> machine.disconnect(Duration.ofHours(5)));
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofHours(6));
    BisectionView view = ask(() -> controller.bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.attempts()).isEmpty();
    assertThat(view.activities())
        .extracting(
            activity -> activity.machine() + " " + activity.doing() + " " + activity.phase())
        .containsExactly("lab1 drained moving house", "lab2 drained moving house");
    restart();
    pass(Duration.ofMinutes(5));
    assertThat(ask(() -> controller.bisection(bisection)).attempts()).isEmpty();
    ask(() -> controller.admit("lab2", "back", People.ANN));
    assertFound(bisection);
    assertThat(startedSince("lab1", Instant.EPOCH)).isZero();
  }

  /** Looking for a machine costs nothing, so it is not given up. */
  @Test
  void machinesThatWereAwayForHoursComeBackByThemselves() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.disconnect(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(ask(() -> controller.bisection(bisection)).activities())
        .anySatisfy(activity -> {
          assertThat(activity.doing()).isEqualTo("out of use");
          assertThat(activity.phase()).contains("does not answer");
        });
    assertFound(bisection);
    assertThat(store.machines().standings()).isEmpty();
  }

  @Test
  void machinesThatFailForHoursAreQuarantinedAndComeBackByThemselves() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(standings("lab1")).first().isEqualTo("quarantined by faults");
    assertThat(store.machines().standings().getFirst().reason())
        .matches("it failed \\d+ times in a row, the last time: DISK_FULL: .*");
    assertFound(bisection);
    assertThat(standings("lab1")).last().isEqualTo("admitted by faults");
    assertThat(standings("lab2")).last().isEqualTo("admitted by faults");
  }

  /** What was to be sent is at fault, not those who were to have it. */
  @Test
  void aRecipeThatIsEditedIsWaitedForAndHeldAgainstNoCommitAndNoMachine() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    Path run = folder.resolve("recipes/tiny/run");
    String before = Files.readString(run);
    Files.writeString(run, before + "sleep 1\n");
    pass(Duration.ofHours(5));
    BisectionView view = ask(() -> controller.bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.activities())
        .anySatisfy(activity -> {
          assertThat(activity.doing()).isEqualTo("out of use");
          assertThat(activity.phase()).contains("has changed; put it back");
        });
    assertThat(store.machines().standings()).isEmpty();
    Files.writeString(run, before);
    assertFound(bisection);
    assertThat(store.machines().standings()).isEmpty();
    assertThat(ask(() -> controller.bisection(bisection)).attempts())
        .noneMatch(attempt -> "reproducer failed".equals(attempt.outcome()));
  }

  @Test
  void aMachineThatComesBackWithAnotherCompilerStaysOut() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    requireNonNull(hardware.get("lab1")).hasCompiler("15.1");
    pass(Duration.ofHours(2));
    restart();
    assertFound(bisection);
    pass(Duration.ofHours(5));
    assertThat(standings("lab1")).containsExactly("quarantined by faults");
    assertThat(standings("lab2")).last().isEqualTo("admitted by faults");
    assertThat(machine("lab1").tools()).containsEntry("gcc", "1");
  }

  @Test
  void aQuarantineForFaultsEndsWithACheckThatIsPassedAlsoAfterARestart() throws Exception {
    check(null);
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(standings("lab1")).last().isEqualTo("quarantined by faults");
    restart();
    assertFound(bisection);
    assertThat(standings("lab1")).last().isEqualTo("admitted by faults");
    assertThat(machine("lab1").standing().reason()).contains("tps of the known-good kernel is ");
  }

  /** Nobody will ever hear how those jobs ended. */
  @Test
  void jobsOfABisectionThatEndedWhileItsMachinesWereAwayKeepNobodyOut() throws Exception {
    String first = ask(() -> controller.submit(request(), People.ANN));
    String second = ask(() -> controller.submit(request(2), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.disconnect(Duration.ofMinutes(20)));
    pass(Duration.ofMinutes(6));
    ask(() -> {
      controller.cancel(first, People.ANN);
      return true;
    });
    assertFound(second);
    assertThat(check(null)).extracting(CheckView::state).containsOnly("passed");
  }

  @Test
  void shortTroubleQuarantinesNobody() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.losePower(Duration.ofMinutes(40)));
    assertFound(bisection);
    assertThat(store.machines().standings()).isEmpty();
  }

  @Test
  void aCheckWaitsWhileTheStoreHasNoRoomAndLosesNoBoot() throws Exception {
    String id = ask(() -> controller.startCheck(checkRequest("lab1"), People.ANN)).getFirst().id();
    assertThat(time.play(Duration.ofHours(3), () -> store.jobs().all(id).size() == 5)).isTrue();
    refused.put("keep job", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(store.jobs().all(id)).hasSize(5);
    refused.clear();
    refused.put("end campaign", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(store.jobs().all(id)).hasSize(12);
    assertThat(ask(() -> controller.check(id)).state()).isEqualTo("running");
    refused.clear();
    refused.put("keep the standing of", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(ask(() -> controller.check(id)).state()).isEqualTo("passed");
    assertThat(standings("lab1")).isEmpty();
    refused.clear();
    pass(Duration.ofMinutes(1));
    assertThat(standings("lab1")).containsExactly("admitted by check");
    assertThat(requireNonNull(hardware.get("lab1")).starts())
        .as("a build and each boot, once")
        .hasEntrySatisfying(new JobId(id + "-13", 1), times -> assertThat(times).isEqualTo(1))
        .doesNotContainKey(new JobId(id + "-14", 1));
  }

  @Test
  void aMachineWhoseCheckHasLostItsEndCanBeCheckedAnew() throws Exception {
    String id = ask(() -> controller.startCheck(checkRequest("lab1"), People.ANN)).getFirst().id();
    refused.put("end campaign", SQLITE_ERROR);
    pass(Duration.ofHours(3));
    assertThat(store.jobs().all(id)).hasSize(12);
    refused.clear();
    CheckView again = check("lab1").getFirst();
    assertThat(again.id()).isNotEqualTo(id);
    assertThat(again.state()).isEqualTo("passed");
  }

  @Test
  void aBisectionThatCannotBeWrittenDownForADayIsTakenUpWhenItCan() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    for (String what : List.of("start job", "end job", "end campaign", "update campaign")) {
      refused.put(what, SQLITE_FULL);
    }
    pass(Duration.ofHours(30));
    BisectionView view = ask(() -> controller.bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.activities())
        .hasSize(2)
        .allSatisfy(activity -> {
          assertThat(activity.doing()).isEqualTo("held up");
          assertThat(activity.phase())
              .startsWith("Can't ")
              .contains("looked at again every minute");
        });
    refused.clear();
    assertFound(bisection);
  }

  @Test
  void aMachineIsQuarantinedWhenItFailsNextOnceThereIsRoomToSaySo() throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    refused.put("keep the standing of", SQLITE_FULL);
    pass(Duration.ofHours(2));
    assertThat(store.machines().standings()).isEmpty();
    assertThat(ask(() -> controller.bisection(bisection)).state())
        .isEqualTo(BisectionView.State.RUNNING);
    refused.clear();
    pass(Duration.ofMinutes(30));
    assertThat(store.machines().standings().getFirst().cause()).isEqualTo("faults");
    assertFound(bisection);
  }

  /** A disk that is full for long, and one that is mounted read-only after an error. */
  @ParameterizedTest
  @ValueSource(ints = {SQLITE_FULL, SQLITE_READONLY})
  void aBisectionThatCannotBeWrittenDownSaysSoAndGoesOnWithWhatItHad(int code) throws Exception {
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    for (String what : List.of("start job", "end job", "end campaign", "update campaign")) {
      refused.put(what, code);
    }
    pass(Duration.ofHours(2));
    BisectionView view = ask(() -> controller.bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.activities())
        .filteredOn(activity -> activity.doing().equals("held up"))
        .hasSize(2)
        .allSatisfy(activity ->
            assertThat(activity.phase()).startsWith("Can't ").contains("tried again every 5 s"));
    assertThat(ask(() -> controller.bisections()).getFirst().phase()).isEqualTo("held up");
    refused.clear();
    pass(Duration.ofMinutes(2));
    assertThat(ask(() -> controller.bisection(bisection)).activities())
        .extracting(BisectionView.Activity::doing)
        .doesNotContain("held up");
    assertFound(bisection);
  }

  @Test
  void machinesAreLookedAfterAgainOnceTheStoreCanBeRead() throws Exception {
    check("lab1");
    alter("ALTER TABLE campaign RENAME TO elsewhere");
    pass(Duration.ofMinutes(10));
    alter("ALTER TABLE elsewhere RENAME TO campaign");
    pass(Duration.ofHours(25));
    assertThat(kindsOfChecks()).containsExactly("full", "again");
  }

  private void alter(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aCheckThatAControllerLeftIsOverAndItsBootsCount() throws Exception {
    List<CheckView> started = ask(() -> controller.startCheck(checkRequest("lab1"), People.ANN));
    String id = started.getFirst().id();
    assertThat(time.play(Duration.ofHours(3), () -> store.jobs().all(id).size() == 5)).isTrue();
    restart();
    CheckView left = ask(() -> controller.check(id));
    assertThat(left.state()).isEqualTo("broken off");
    assertThat(left.samples()).hasSize(5);
    String bisection = ask(() -> controller.submit(request(), People.ANN));
    Resolved resolved =
        Protocol.read(store.campaigns().find(bisection).orElseThrow().detailJson(), Resolved.class);
    assertThat(resolved.earlier()).hasSize(5);
    assertFound(bisection);
  }

  @Test
  void aDrainedMachineStaysDrainedWhateverItsCheckSays() throws Exception {
    check("lab1");
    ask(() -> controller.drain("lab1", "a new disk", People.ANN));
    assertThat(check("lab1").getFirst().state()).isEqualTo("passed");
    assertThat(machine("lab1").standing().state()).isEqualTo("drained");
    pass(Duration.ofDays(3));
    assertThat(store.campaigns().all(MachineChecks.KINDS)).hasSize(2);
    assertThat(ask(() -> controller.admit("lab1", "", People.ANN)).standing().cause())
        .isEqualTo(Standings.name(Standing.Cause.PERSON));
  }
}
