package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.machines.WorkerClients;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels that can't be tested, and machines that stumble, in whole bisections. */
final class BisectionFaultsTest extends BisectionLab {
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
    try (LabController controller =
        controller(Map.of("lab1", first, "lab2", new FakeMachine(TINY_NOISE)))) {
      BisectionView view =
          await(controller, controller.requests().bisect(request(good, "main", "tps"), People.ANN));
      assertCulprit(view, culprit);
    }
  }

  /** Nobody is asked during a pause, so the machine that can tell is waited for as long as ever. */
  @Test
  void whatFailedOnOneMachineIsTriedOnAnotherAlsoAfterALongPause() throws Exception {
    String culprit = slowerOnceOnly();
    var second = new FakeMachine(TINY_NOISE);
    FakeMachine first = breakingTheCulprit(() -> second.isUnreachable(true));
    var time = new HastyTime();
    try (LabController controller = controller(named(first, second), time)) {
      String id = controller.requests().bisect(request("main~16", "main", "tps"), People.ANN);
      awaitDoubt(controller, id);
      act(controller, id, new InterventionRequest.Pause());
      assertStaysRunning(controller, id);
      time.passes(Duration.ofHours(2));
      second.isUnreachable(false);
      act(controller, id, new InterventionRequest.Resume());
      assertCulprit(await(controller, id), culprit);
    }
  }

  /** Another campaign has the machine that can tell, and will not have it for ever. */
  @Test
  void whatFailedOnOneMachineIsTriedOnAnotherHoweverLongOthersUseThat() throws Exception {
    String culprit = slowerOnceOnly();
    var second = new FakeMachine(TINY_NOISE);
    var held = new CountDownLatch(1);
    second.hangs((id, job) -> {
      boolean hangs = id.job().startsWith("k") && job instanceof Job.Build;
      if (hangs) {
        held.countDown();
      }
      return hangs;
    });
    String text = Files.readString(lab);
    Path other =
        Files.writeString(
            directory.resolve("other.yaml"),
            text.substring(0, text.indexOf("  - name"))
                + text.substring(text.lastIndexOf("  - name")));
    var time = new HastyTime();
    try (LabController controller = controller(named(breakingTheCulprit(() -> {}), second), time)) {
      String longer = controller.requests().compare(comparison(other), People.ANN);
      assertThat(held.await(1, TimeUnit.MINUTES)).isTrue();
      String id = controller.requests().bisect(request("main~16", "main", "tps"), People.ANN);
      awaitDoubt(controller, id);
      time.passes(Duration.ofHours(2));
      assertStaysRunning(controller, id);
      controller.requests().cancel(longer, "", People.ANN);
      assertCulprit(await(controller, id), culprit);
    }
  }

  /** What one campaign wants may not run there, such as its recipe's tools; another one's may. */
  @Test
  void aMachineThatFailsForOneCampaignIsLeftToOthers() throws Exception {
    slowerOnceOnly();
    var first = new FakeMachine(TINY_NOISE);
    first.breaks((id, job) ->
        id.job().startsWith("b")
            ? Optional.of(new Result.InfrastructureFault(Result.Fault.TOOL_MISSING, "no bc", ""))
            : Optional.empty());
    var second = new FakeMachine(TINY_NOISE);
    second.freezesAfter(2);
    String text = Files.readString(lab);
    Path onlyFirst =
        Files.writeString(
            directory.resolve("first.yaml"), text.substring(0, text.lastIndexOf("  - name")));
    try (LabController controller = controller(named(first, second), Time.real())) {
      String id = controller.requests().bisect(request("main~16", "main", "tps"), People.ANN);
      BisectionView.Activity outage =
          Awaitility.await()
              .until(() -> onFirst(controller, id), Optional::isPresent)
              .orElseThrow();
      // It learns something on the other machine, so it may want what it had passed.
      int jobs = second.starts().size();
      second.freezesAfter(jobs + 2);
      Awaitility.await().until(() -> second.starts().size() == jobs + 2);
      String other = controller.requests().compare(comparison(onlyFirst), People.ANN);
      Awaitility.await()
          .until(() ->
              controller.campaigns().comparison(other).state() != BisectionView.State.RUNNING);
      assertThat(onFirst(controller, id)).as("still the same outage").contains(outage);
    }
  }

  /** That the first machine is out of use for a bisection. */
  private static Optional<BisectionView.Activity> onFirst(
      LabController controller, String bisection) throws Problem {
    return controller.campaigns().bisection(bisection).activities().stream()
        .filter(each -> each.machine().equals("lab1") && each.doing().equals("out of use"))
        .findFirst();
  }

  /** The third of 16 commits makes it slower; a second machine. */
  private String slowerOnceOnly() throws Exception {
    repository.commit("import", "1000");
    String culprit = "";
    for (int i = 1; i <= 16; i++) {
      String id = repository.commit("change " + i, i < 3 ? "1000" : i == 3 ? "700.01" : "700");
      culprit = i == 3 ? id : culprit;
    }
    addMachine("lab2");
    return culprit;
  }

  /**
   * A machine whose compiler crashes at that commit.
   *
   * @param measured done whenever it measures
   */
  private static FakeMachine breakingTheCulprit(Runnable measured) {
    var machine = new FakeMachine(TINY_NOISE);
    machine.breaks((id, job) -> {
      if (job instanceof Job.Measure) {
        measured.run();
      }
      return job instanceof Job.Build build && machine.speed(build).equals("700.01")
          ? Optional.of(new Result.Unbuildable("compile", "ICE", "", Duration.ofSeconds(1)))
          : Optional.empty();
    });
    return machine;
  }

  private static WorkerClients named(FakeMachine first, FakeMachine second) {
    return machine -> requireNonNull(Map.of("lab1", first, "lab2", second).get(machine.name()));
  }

  private ComparisonRequest comparison(Path onlyLab) {
    return new ComparisonRequest(
        Stream.of("main~16", "main")
            .map(revision ->
                new ComparisonRequest.Variant(
                    revision,
                    repository.folder().toString(),
                    revision,
                    "tinyconfig",
                    List.of(),
                    List.of(),
                    Map.of()))
            .toList(),
        "tiny",
        null,
        Map.of(),
        onlyLab.toString(),
        "tps",
        0.99,
        0.01,
        1,
        60,
        1,
        0);
  }

  /** Until the first machine has failed, and has nothing else to do. */
  private static void awaitDoubt(LabController controller, String bisection) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> {
          List<BisectionView.Attempt> attempts =
              controller.campaigns().bisection(bisection).attempts();
          return attempts.stream().anyMatch(each -> "unbuildable".equals(each.outcome()))
              && attempts.stream()
                  .noneMatch(each -> each.machine().equals("lab1") && each.endedAt() == null);
        });
  }

  /** For many ticks, so that it has also heard of all that was done to it. */
  private static void assertStaysRunning(LabController controller, String bisection) {
    Awaitility.await()
        .failFast(
            "it has ended",
            () ->
                controller.campaigns().bisection(bisection).state() != BisectionView.State.RUNNING)
        .during(Duration.ofMillis(300))
        .until(() -> true);
  }

  private static void act(LabController controller, String bisection, InterventionRequest what)
      throws Problem {
    controller.requests().intervene(bisection, what, "the lab moves", People.ANN);
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
    try (LabController controller =
        controller(
            Map.of("lab1", new FakeMachine(TINY_NOISE), "lab2", new FakeMachine(TINY_NOISE)))) {
      BisectionView view =
          await(controller, controller.requests().bisect(request(good, "main", "tps"), People.ANN));
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
}
