package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.People;
import dev.halfspeed.campaign.HeldBisections;
import dev.halfspeed.campaign.bisection.AssessmentRecord;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.campaign.bisection.PlanRequest;
import dev.halfspeed.campaign.bisection.Resolved;
import dev.halfspeed.machines.WorkerLinks;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.BisectionView;
import dev.halfspeed.report.PlanView;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.WriteWatch;
import dev.halfspeed.store.sqlite.QuickStores;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole bisections of a real git repository on a fake machine. */
final class BisectionControllerTest {
  private static final double TINY_NOISE = 0.0005;

  @TempDir private Path directory;
  private KernelRepository repository;
  private Path lab;

  @BeforeEach
  void setUp() throws IOException {
    repository = KernelRepository.create(directory.resolve("linux"));
    lab = directory.resolve("lab.yaml");
    Files.writeString(
        lab,
        """
        machines:
          - name: lab1
            address: lab1.example.org
            user: root
            key: /nonexistent
            known-hosts: /nonexistent
            roles: [build, test]
            boot: {method: qemu}
        """);
    TinyRecipe.write(directory.resolve("recipes"));
  }

  @Test
  void namesTheCulpritOfAChain() throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 30; i++) {
      String id = repository.commit("change " + i, i < 19 ? "1000" : "800");
      culprit = i == 19 ? id : culprit;
    }
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertCulprit(view, culprit);
    BisectionView.Ending ending = ending(view);
    assertThat(requireNonNull(ending.effect()).fraction()).isBetween(-0.21, -0.19);
    assertThat(requireNonNull(ending.proof()).culpritValues()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(view.progress().boots()).isLessThan(25);
    assertThat(view.reportFile()).isNotNull();
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains(culprit.substring(0, 10));
    assertThat(directory.resolve("state/snapshots")).isEmptyDirectory();
  }

  @Test
  void snapshotsOfBisectionsThatEndedUnseenAreRemovedAtTheStart() throws Exception {
    Path left = Files.createDirectories(directory.resolve("state/snapshots/b0000000.git/objects"));
    Files.writeString(left.resolve("one"), "x");
    String good = repository.commit("import", "1000");
    repository.commit("one", "1000");
    repository.commit("two", "500");
    conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(left.getParent()).doesNotExist();
  }

  /** The machine works in no time: its forecast is by what it says that its work took. */
  @Test
  void everyDecisionKeepsAForecast() throws Exception {
    String good = repository.commit("import", "1000");
    for (int i = 1; i <= 30; i++) {
      repository.commit("change " + i, i < 19 ? "1000" : "800");
    }
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(view.progress().forecast()).isNull();
    try (Store store = store()) {
      List<BisectionView.Forecast> forecasts =
          store.campaigns().assessments(view.id()).stream()
              .map(json -> Protocol.read(json, AssessmentRecord.class))
              .map(AssessmentRecord::forecast)
              .toList();
      assertThat(forecasts).hasSizeGreaterThan(10).doesNotContainNull();
      BisectionView.Forecast first = requireNonNull(forecasts.getFirst());
      assertThat(first.boots().expected()).isBetween(8.0, 40.0);
      assertThat(first.seconds()).isNull();
      BisectionView.Forecast middle = requireNonNull(forecasts.get(forecasts.size() / 2));
      assertThat(middle.boots().expected()).isLessThan(first.boots().expected());
      assertThat(middle.seconds()).isNotNull();
      assertThat(middle.machineSeconds()).isNotNull();
      assertThat(middle.success()).isGreaterThan(0.95);
      BisectionView.Forecast last = requireNonNull(forecasts.getLast());
      assertThat(last.boots().expected()).isZero();
      assertThat(last.success()).isGreaterThan(0.98);
    }
  }

  @Test
  void aMetricWhereLowerIsBetterIsShownInItsOwnDirection() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "1000");
    String culprit = repository.commit("two", "500");
    repository.commit("three", "500");
    BisectionView view =
        conclude(new FakeMachine(TINY_NOISE), request(good, "main", "latency_mean"));
    assertCulprit(view, culprit);
    assertThat(requireNonNull(ending(view).effect()).fraction()).isBetween(0.98, 1.02);
  }

  @ParameterizedTest
  @CsvSource({"tps, 0.25", "latency_mean, -0.2"})
  void namesTheCommitThatMadeTheMetricBetter(String metric, double change) throws Exception {
    String good = repository.commit("import", "800");
    repository.commit("one", "800");
    String culprit = repository.commit("two", "1000");
    repository.commit("three", "1000");
    BisectionView view =
        conclude(new FakeMachine(TINY_NOISE), request(good, "main", metric, "improvement"));
    assertCulprit(view, culprit);
    BisectionView.Ending ending = ending(view);
    assertThat(requireNonNull(ending.effect()).fraction()).isCloseTo(change, within(0.01));
    assertThat(requireNonNull(ending.proof()).culpritValues())
        .allMatch(value -> Math.abs(value / value(metric, 1000) - 1) < 0.02);
    assertThat(ending.words()).contains("(\"two\") improved " + metric + " by ");
    assertThat(view.request().find()).isEqualTo("improvement");
    assertThat(Files.readString(Path.of(requireNonNull(view.reportFile()))))
        .contains("| looked for | an improvement |")
        .doesNotContain("regression");
  }

  private static double value(String metric, double speed) {
    return metric.equals("tps") ? speed : 1000 / speed;
  }

  @ParameterizedTest
  @CsvSource({
    "tps, regression, 800, 1000, is better at the bad end, +25., improvement",
    "latency_mean, regression, 800, 1000, is better at the bad end, -20., improvement",
    "tps, improvement, 1000, 800, is worse at the bad end, -20., regression"
  })
  void endsTheOtherWayRoundSayTheWayOut(
      String metric,
      String find,
      String before,
      String after,
      String words,
      String change,
      String other)
      throws Exception {
    String good = repository.commit("import", before);
    repository.commit("one", before);
    repository.commit("two", after);
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", metric, find));
    assertThat(ending(view).kind()).isEqualTo("not reproduced");
    assertThat(ending(view).words())
        .startsWith(metric + " " + words)
        .contains(": " + change)
        .contains(", no " + find + " with probability ")
        .endsWith("Swap the ends, or look for the " + other + ": --find " + other + ".");
  }

  @Test
  void goesRoundCommitsThatDoNotBuildOrBoot() throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 16; i++) {
      String speed = i < 12 ? "1000" : "700";
      speed = i == 7 || i == 8 ? "unbuildable" : i == 9 ? "unbootable" : speed;
      String id = repository.commit("change " + i, speed);
      culprit = i == 12 ? id : culprit;
    }
    assertCulprit(conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps")), culprit);
  }

  /** Whatever machine is asked: there is nothing to send. */
  @Test
  void goesRoundACommitWithAFileThatTheRepositoryHasLost() throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    String lost = "";
    for (int i = 1; i <= 8; i++) {
      String id = repository.commit("change " + i, (i < 6 ? "1000." : "700.") + i);
      culprit = i == 6 ? id : culprit;
      lost = i == 4 ? id : lost;
    }
    String blob = repository.git("rev-parse", lost + ":speed").strip();
    Files.delete(
        repository
            .folder()
            .resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertCulprit(view, culprit);
  }

  /** One that builds and boots, and prints a number that is none, is no better. */
  @ParameterizedTest
  @ValueSource(strings = {"unbuildable", "NaN", "0", "Infinity"})
  void concludesWithSuspectsWhereOnlyUntestableCommitsSeparateThem(String what) throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "1000");
    String first = repository.commit("two", what);
    String second = repository.commit("three", "700");
    repository.commit("four", "700");
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(ending(view).kind()).isEqualTo("suspects");
    assertThat(ending(view).commits())
        .extracting(BisectionView.Commit::id)
        .containsExactlyInAnyOrder(first, second);
    assertThat(ending(view).words()).isNotBlank();
  }

  /** Half of the commits, and one of the ends, fail on the first machine and on no other. */
  @ParameterizedTest
  @CsvSource({"build, 0", "build, 1", "boot, 0", "boot, 1", "run, 0", "run, 1"})
  void aCommitThatFailsOnOneMachineIsTriedOnAnother(String what, int remainder) throws Exception {
    String good = repository.commit("import", remainder == 0 ? "1000.01" : "1000");
    String culprit = "";
    for (int i = 1; i <= 12; i++) {
      String speed = i < 7 ? "1000" : "700";
      String id = repository.commit("change " + i, i % 2 == remainder ? speed + ".01" : speed);
      culprit = i == 7 ? id : culprit;
    }
    addMachine("lab2");
    var first = new FakeMachine(TINY_NOISE);
    first.breaks((id, job) -> {
      if (job instanceof Job.Build build && first.speed(build).endsWith(".01")) {
        return what.equals("build")
            ? Optional.of(new Result.Unbuildable("compile", "killed", "", Duration.ofSeconds(1)))
            : Optional.empty();
      }
      if (job instanceof Job.Measure measure && first.speed(measure).endsWith(".01")) {
        return Optional.of(
            what.equals("boot")
                ? new Result.Unbootable(Result.BootFailure.HANG, "still", "", Duration.ofSeconds(2))
                : new Result.ReproducerFailed("run", "timeout", "", Duration.ofSeconds(2)));
      }
      return Optional.empty();
    });
    try (BisectionController controller =
        controller(Map.of("lab1", first, "lab2", new FakeMachine(TINY_NOISE)))) {
      BisectionView view =
          await(controller, controller.submit(request(good, "main", "tps"), People.ANN));
      assertCulprit(view, culprit);
    }
  }

  /** The same on both machines: then it is the commit. */
  @Test
  void aCommitThatFailsOnTwoMachinesIsASuspect() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "1000");
    String first = repository.commit("two", "unbootable");
    String second = repository.commit("three", "700");
    repository.commit("four", "700");
    addMachine("lab2");
    try (BisectionController controller =
        controller(
            Map.of("lab1", new FakeMachine(TINY_NOISE), "lab2", new FakeMachine(TINY_NOISE)))) {
      BisectionView view =
          await(controller, controller.submit(request(good, "main", "tps"), People.ANN));
      assertThat(ending(view).kind()).isEqualTo("suspects");
      assertThat(ending(view).commits())
          .extracting(BisectionView.Commit::id)
          .containsExactlyInAnyOrder(first, second);
      assertThat(view.attempts())
          .filteredOn(attempt -> "unbootable".equals(attempt.outcome()))
          .extracting(BisectionView.Attempt::machine)
          .containsExactlyInAnyOrder("lab1", "lab2");
    }
  }

  @Test
  void saysSoWhenTheEndsDoNotDiffer() throws Exception {
    String good = repository.commit("import", "1000");
    for (int i = 1; i <= 5; i++) {
      repository.commit("change " + i, "1000");
    }
    BisectionView view = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(ending(view).kind()).isEqualTo("not reproduced");
  }

  @Test
  void anInfrastructureFaultIsRetriedAndIsNoEvidence() throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 8; i++) {
      String id = repository.commit("change " + i, i < 4 ? "1000" : "800");
      culprit = i == 4 ? id : culprit;
    }
    var machine = new FakeMachine(TINY_NOISE);
    machine.breaks((id, job) ->
        job instanceof Job.Measure && id.attempt() == 1 && id.job().endsWith("3")
            ? Optional.of(new Result.InfrastructureFault(Result.Fault.WRONG_KERNEL, "another", ""))
            : Optional.empty());
    assertCulprit(conclude(machine, request(good, "main", "tps")), culprit);
  }

  /**
   * Stopped cleanly, a controller cancels its jobs; killed, it leaves them to the machine. Either
   * way it goes on.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRestartedControllerMeasuresNothingTwice(boolean unreachable) throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 20; i++) {
      String id = repository.commit("change " + i, i < 13 ? "1000" : "800");
      culprit = i == 13 ? id : culprit;
    }
    BisectionRequest request = request(good, "main", "tps");
    var machine = new FakeMachine(TINY_NOISE);
    machine.freezesAfter(9);
    String bisection;
    int jobsBefore;
    try (BisectionController controller = controller(machine)) {
      bisection = controller.submit(request, People.ANN);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> machine.starts().size() >= 9);
      jobsBefore = machine.starts().size();
      machine.isUnreachable(unreachable);
    }
    machine.isUnreachable(false);
    machine.freezesAfter(Integer.MAX_VALUE);
    try (BisectionController controller = controller(machine)) {
      assertCulprit(await(controller, bisection), culprit);
    }
    assertThat(machine.starts()).hasSizeGreaterThan(jobsBefore);
    assertThat(machine.starts().values()).containsOnly(1);
  }

  /** What it lacks is said, looked for again, and waited for no longer than a day. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBisectionWhoseRecipeIsAnotherOneIsHeldUpUntilItIsBack(boolean comesBack) throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = repository.commit("one", "800");
    var machine = new FakeMachine(TINY_NOISE);
    machine.freezesAfter(2);
    Path run = directory.resolve("recipes/tiny/run");
    String script = Files.readString(run);
    String bisection;
    try (BisectionController controller = controller(machine)) {
      bisection = controller.submit(request(good, "main", "tps"), People.ANN);
    }
    machine.freezesAfter(Integer.MAX_VALUE);
    Files.writeString(run, script + "# another one\n");
    var time = new HastyTime();
    try (BisectionController controller = controller(ignored -> machine, time)) {
      assertThat(controller.bisections().getFirst().phase()).isEqualTo("held up");
      BisectionView held = controller.bisection(bisection);
      assertThat(held.state()).isEqualTo(BisectionView.State.RUNNING);
      assertThat(held.activities())
          .hasSize(1)
          .first()
          .satisfies(activity -> {
            assertThat(activity.doing()).isEqualTo("held up");
            assertThat(activity.phase())
                .contains("can't go on: its recipe", "put them back", "every minute");
          });
      assertThatThrownBy(() -> controller.submit(request(good, "main", "tps"), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("can't go on: its recipe");
      if (comesBack) {
        Files.writeString(run, script);
        assertCulprit(await(controller, bisection), culprit);
      } else {
        time.passes(HeldBisections.LIMIT);
        BisectionView ended = await(controller, bisection);
        assertThat(ended.state()).isEqualTo(BisectionView.State.FAILED);
        assertThat(requireNonNull(ended.ending()).words()).contains("can't go on: its recipe");
      }
    }
  }

  /** Nobody follows its jobs any more, so none is left without an end, wherever its machine is. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCancelledBisectionStaysCancelledAndLeavesNoJobOpen(boolean unreachable) throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "800");
    var machine = new FakeMachine(TINY_NOISE);
    machine.freezesAfter(2);
    try (BisectionController controller = controller(machine)) {
      String bisection = controller.submit(request(good, "main", "tps"), People.ANN);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> machine.starts().size() >= 2);
      machine.isUnreachable(unreachable);
      controller.cancel(bisection, People.ANN);
      BisectionView view = await(controller, bisection);
      assertThat(view.state()).isEqualTo(BisectionView.State.CANCELLED);
      assertThat(view.attempts())
          .isNotEmpty()
          .allSatisfy(attempt -> assertThat(attempt.outcome()).isNotNull());
      assertThat(view.attempts().getLast().message())
          .contains(unreachable ? "ended while its machine could not be reached" : "");
    }
  }

  /**
   * The first boot far from the culprit hangs, until the other machine has found out what that boot
   * would say. However the cancelled job then ends, it is written once and does no harm.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cancelled", "measured", "unbootable", "infrastructure"})
  void workThatHasBecomeUselessIsCancelled(String end) throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 40; i++) {
      String id = repository.commit("change " + i, i < 36 ? i < 31 ? "1000.01" : "1000" : "800");
      culprit = i == 36 ? id : culprit;
    }
    addMachine("lab2");
    var hung = new AtomicReference<JobId>();
    var machines = new HashMap<String, FakeMachine>();
    for (String name : List.of("lab1", "lab2")) {
      var machine = new FakeMachine(TINY_NOISE);
      machine.hangs((id, job) ->
          job instanceof Job.Measure measure
              && machine.speed(measure).equals("1000.01")
              && hung.compareAndSet(null, id));
      machine.endsCancelledJobs((id, job) ->
          switch (end) {
            case "measured" -> machine.carryOut(id, job);
            case "unbootable" ->
                new Result.Unbootable(Result.BootFailure.PANIC, "killed", "", Duration.ZERO);
            case "infrastructure" ->
                new Result.InfrastructureFault(Result.Fault.WRONG_KERNEL, "killed", "");
            default -> new Result.Cancelled();
          });
      machines.put(name, machine);
    }
    try (BisectionController controller = controller(machines)) {
      BisectionView view =
          await(controller, controller.submit(request(good, "main", "tps"), People.ANN));
      // Whether one machine's proof is enough for a culprit is another test's subject.
      assertThat(ending(view).commits().getFirst().id()).isEqualTo(culprit);
      String job = requireNonNull(hung.get()).job() + "/";
      BisectionView.Attempt attempt =
          view.attempts().stream()
              .filter(each -> each.job().startsWith(job))
              .reduce((one, another) -> {
                throw new AssertionError(another + " is a second attempt");
              })
              .orElseThrow();
      assertThat(attempt.outcome()).isEqualTo(end.equals("measured") ? "measured" : "cancelled");
      assertThat(view.steps())
          .anySatisfy(step -> {
            assertThat(step.action()).isEqualTo("cancel");
            assertThat(step.machine()).isEqualTo(attempt.machine());
            assertThat(step.commit()).isEqualTo(attempt.commit());
            assertThat(step.why()).isEqualTo("what it would say is known by now");
          });
    }
  }

  @Test
  void refusesBadRequestsBeforeAMachineIsTouched() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "800");
    repository.git("tag", "other-kernel");
    repository.git("checkout", "-q", "--orphan", "unrelated");
    repository.commit("unrelated", "1");
    repository.git("rm", "-q", "-r", "--cached", ".");
    repository.git("commit", "-q", "-m", "nothing", "--allow-empty");
    String empty = repository.git("rev-parse", "HEAD").strip();
    repository.git("checkout", "-q", "-f", "main");
    var machine = new FakeMachine(TINY_NOISE);
    try (BisectionController controller = controller(machine)) {
      assertRefused(controller, request("nosuch", "main", "tps"), "nosuch");
      assertRefused(controller, request(good, good, "tps"), "same");
      assertRefused(controller, request("main", good, "tps"), "good");
      assertRefused(controller, request("unrelated~1", "main", "tps"), "common");
      assertRefused(controller, request(empty, "main", "tps"), "kernel");
      assertRefused(controller, request(good, "main", "nosuch"), "nosuch");
      BisectionRequest fine = request(good, "main", "tps");
      assertRefused(controller, with(fine, "recipe", "nosuch"), "nosuch");
      assertRefused(controller, with(fine, "parameter", "nosuch"), "nosuch");
      assertRefused(controller, with(fine, "config", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "fragment", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "repository", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "lab", "/nosuch"), "/nosuch");
      assertRefused(controller, with(fine, "confidence", "1"), "confidence");
      assertRefused(controller, with(fine, "priority", "101"), "priority");
      assertRefused(controller, with(fine, "find", "speed"), "find \"speed\"");
      assertThat(controller.bisections()).isEmpty();
      assertThat(machine.starts()).isEmpty();
    }
  }

  @Test
  void refusesMachinesThatCannotDoIt() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "800");
    var bare = new FakeMachine(TINY_NOISE);
    bare.lacks("flex");
    try (BisectionController controller = controller(bare)) {
      assertRefused(controller, request(good, "main", "tps"), "flex");
      assertThat(controller.bisections()).isEmpty();
    }
    var full = new FakeMachine(TINY_NOISE);
    full.hasDiskFree(1L << 30);
    try (BisectionController controller = controller(full)) {
      assertRefused(controller, request(good, "main", "tps"), "1024 MiB");
      assertThat(controller.bisections()).isEmpty();
    }
  }

  /** It does its part when it is back; until then the others do all. */
  @Test
  void aMachineThatWasThereBeforeMayBeAway() throws Exception {
    String good = repository.commit("import", "1000");
    repository.commit("one", "1000");
    String culprit = repository.commit("two", "700");
    repository.commit("three", "700");
    BisectionRequest request = request(good, "main", "tps");
    addMachine("lab2");
    var first = new FakeMachine(TINY_NOISE);
    var second = new FakeMachine(TINY_NOISE);
    try (BisectionController controller = controller(Map.of("lab1", first, "lab2", second))) {
      second.isUnreachable(true);
      assertRefused(controller, request, "fake is gone");
      second.isUnreachable(false);
      controller.check(lab.toString(), "", People.ANN);
      second.isUnreachable(true);
      BisectionView view = await(controller, controller.submit(request, People.ANN));
      assertCulprit(view, culprit);
      assertThat(view.attempts())
          .filteredOn(attempt -> "measured".equals(attempt.outcome()))
          .extracting(BisectionView.Attempt::machine)
          .isNotEmpty()
          .containsOnly("lab1");
      String seen = Files.readString(lab);
      Files.writeString(lab, seen.replace("lab2.example.org", "another.example.org"));
      assertRefused(controller, request, "fake is gone");
      Files.writeString(lab, seen);
    }
    first.isUnreachable(true);
    try (BisectionController controller = controller(Map.of("lab1", first, "lab2", second))) {
      assertRefused(controller, request, "fake is gone");
    }
  }

  @Test
  void aPlanTouchesNoMachineAndLearnsFromWhatWasMeasured() throws Exception {
    String good = repository.commit("import", "1000");
    for (int i = 1; i <= 30; i++) {
      repository.commit("change " + i, i < 19 ? "1000" : "800");
    }
    BisectionRequest request = request(good, "main", "tps");
    var machine = new FakeMachine(0.004);
    try (BisectionController controller = controller(machine)) {
      PlanView before = controller.plan(new PlanRequest(request, null, null), People.ANN);
      assertThat(before.candidates()).isEqualTo(30);
      assertThat(before.good().id()).isEqualTo(good);
      assertThat(before.machines()).extracting(PlanView.Machine::name).containsExactly("lab1");
      assertThat(before.forecasts()).hasSizeGreaterThan(3);
      assertThat(before.assumed())
          .anyMatch(words -> words.startsWith("noise between boots 1.0 %"))
          .anyMatch(words -> words.endsWith("on lab1"));
      assertThat(machine.starts()).isEmpty();
      assertThat(controller.bisections()).isEmpty();
      assertThatThrownBy(() -> controller.plan(new PlanRequest(request, 0.0, null), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("noise");
      assertThatThrownBy(() -> controller.plan(new PlanRequest(request, null, 1.0), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("effect");
      assertThatThrownBy(() ->
              controller.plan(
                  new PlanRequest(request("nosuch", "main", "tps"), null, null), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("nosuch");

      BisectionView view = await(controller, controller.submit(request, People.ANN));
      PlanView after = controller.plan(new PlanRequest(request, null, 0.2), People.ANN);
      assertThat(after.noise()).isBetween(0.001, 0.01);
      assertThat(after.known()).anyMatch(words -> words.contains("earlier boots"));
      assertThat(after.assumed()).isEmpty();
      PlanView.Forecast forecast = after.forecasts().getFirst();
      assertThat(forecast.change()).isEqualTo(-0.2);
      assertThat(forecast.success()).isGreaterThan(0.95);
      assertThat((double) view.progress().boots())
          .isBetween(0.6 * forecast.boots().expected(), 1.6 * forecast.boots().expected());
      PlanView other =
          controller.plan(
              new PlanRequest(request(good, "main", "latency_mean"), 0.01, null), People.ANN);
      assertThat(other.forecasts().getFirst().change()).isPositive();
    }
  }

  /**
   * What earlier bisections tell of the noise is chosen when a bisection starts: one that ended in
   * between changes nothing for one that is taken up again.
   */
  @Test
  void theMachinesNoiseIsLearntFromEarlierBisectionsOnce() throws Exception {
    String good = repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 30; i++) {
      String id = repository.commit("change " + i, i < 19 ? "1000" : "800");
      culprit = i == 19 ? id : culprit;
    }
    BisectionView first = conclude(new FakeMachine(TINY_NOISE), request(good, "main", "tps"));
    assertThat(earlier(first.id())).isEmpty();
    var machine = new FakeMachine(TINY_NOISE);
    machine.freezesAfter(8);
    BisectionRequest request = request(good, "main~1", "tps");
    String second;
    try (BisectionController controller = controller(machine)) {
      second = controller.submit(request, People.ANN);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> machine.starts().size() >= 8);
    }
    List<Resolved.Earlier> known = earlier(second);
    assertThat(known)
        .hasSizeBetween(4, 40)
        .allMatch(boot -> boot.machine().equals("lab1") && boot.image().startsWith(first.id()));
    machine.freezesAfter(Integer.MAX_VALUE);
    try (BisectionController controller = controller(machine)) {
      assertCulprit(await(controller, second), culprit);
    }
    assertThat(earlier(second)).isEqualTo(known);
    BisectionView third = conclude(machine, request(good, "main~2", "tps"));
    assertThat(earlier(third.id()))
        .hasSizeGreaterThan(known.size())
        .anyMatch(boot -> boot.image().startsWith(second));
  }

  private Store store() throws Problem {
    return QuickStores.shared().open(directory.resolve("state/halfspeed.db"), WriteWatch.NONE);
  }

  private void addMachine(String name) throws IOException {
    String text = Files.readString(lab);
    Files.writeString(lab, text + text.substring(text.indexOf("  - name")).replace("lab1", name));
  }

  private List<Resolved.Earlier> earlier(String bisection) throws Problem {
    try (Store store = store()) {
      return Protocol.read(
              store.campaigns().find(bisection).orElseThrow().detailJson(), Resolved.class)
          .earlier();
    }
  }

  /** The same request with one thing in it wrong. */
  private static BisectionRequest with(BisectionRequest fine, String what, String value) {
    return new BisectionRequest(
        what.equals("repository") ? value : fine.repository(),
        fine.good(),
        fine.bad(),
        what.equals("recipe") ? value : fine.recipe(),
        null,
        what.equals("parameter") ? Map.of(value, "1") : Map.of(),
        what.equals("config") ? value : fine.configBase(),
        what.equals("fragment") ? List.of(value) : List.of(),
        what.equals("lab") ? value : fine.lab(),
        fine.metric(),
        what.equals("confidence") ? Double.parseDouble(value) : fine.confidence(),
        false,
        List.of(),
        0,
        200,
        1,
        what.equals("priority") ? Integer.valueOf(value) : fine.priority(),
        what.equals("find") ? value : fine.find());
  }

  private static void assertRefused(Controller controller, BisectionRequest request, String named) {
    assertThatThrownBy(() -> controller.submit(request, People.ANN))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(named);
  }

  private static void assertCulprit(BisectionView view, String culprit) {
    assertThat(ending(view).words()).isNotBlank();
    assertThat(ending(view).kind()).as(ending(view).words()).isEqualTo("culprit");
    assertThat(ending(view).commits().getFirst().id()).isEqualTo(culprit);
    assertThat(ending(view).confidence()).isGreaterThanOrEqualTo(0.99);
  }

  private static BisectionView.Ending ending(BisectionView view) {
    return requireNonNull(view.ending());
  }

  private BisectionView conclude(FakeMachine machine, BisectionRequest request) throws Exception {
    try (BisectionController controller = controller(machine)) {
      return await(controller, controller.submit(request, People.ANN));
    }
  }

  private static BisectionView await(Controller controller, String bisection) throws Problem {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            controller.bisection(bisection).state() != BisectionView.State.RUNNING
                && controller.bisection(bisection).reportFile() != null);
    return controller.bisection(bisection);
  }

  private BisectionController controller(FakeMachine machine) throws Problem {
    return controller(ignored -> machine);
  }

  private BisectionController controller(Map<String, FakeMachine> machines) throws Problem {
    return controller(machine -> requireNonNull(machines.get(machine.name())));
  }

  private BisectionController controller(WorkerLinks links) throws Problem {
    return controller(links, new HastyTime());
  }

  private BisectionController controller(WorkerLinks links, Time time) throws Problem {
    return BisectionController.open(
        store(),
        directory.resolve("state"),
        directory.resolve("recipes"),
        directory.resolve("worker"),
        lease -> links,
        UUID::randomUUID,
        time,
        true);
  }

  private BisectionRequest request(String good, String bad, String metric) {
    return request(good, bad, metric, "regression");
  }

  private BisectionRequest request(String good, String bad, String metric, String find) {
    return new BisectionRequest(
        repository.folder().toString(),
        good,
        bad,
        "tiny",
        null,
        Map.of(),
        "tinyconfig",
        List.of(),
        lab.toString(),
        metric,
        0.99,
        false,
        List.of(),
        0,
        200,
        1,
        0,
        find);
  }
}
