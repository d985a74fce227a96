package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfspeed.People;
import dev.halfspeed.campaign.HeldCampaigns;
import dev.halfspeed.campaign.bisection.BisectionRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bisections that are restarted, held up and cancelled, on a fake machine. */
final class BisectionLifeTest extends BisectionLab {
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
    try (LabController controller = controller(machine)) {
      bisection = controller.requests().bisect(request, People.ANN);
      Awaitility.await().until(() -> machine.starts().size() >= 9);
      jobsBefore = machine.starts().size();
      machine.isUnreachable(unreachable);
    }
    machine.isUnreachable(false);
    machine.freezesAfter(Integer.MAX_VALUE);
    try (LabController controller = controller(machine)) {
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
    try (LabController controller = controller(machine)) {
      bisection = controller.requests().bisect(request(good, "main", "tps"), People.ANN);
    }
    machine.freezesAfter(Integer.MAX_VALUE);
    Files.writeString(run, script + "# another one\n");
    var time = new HastyTime();
    try (LabController controller = controller(ignored -> machine, time)) {
      assertThat(controller.campaigns().bisections().getFirst().phase()).isEqualTo("held up");
      BisectionView held = controller.campaigns().bisection(bisection);
      assertThat(held.state()).isEqualTo(BisectionView.State.RUNNING);
      assertThat(held.activities())
          .hasSize(1)
          .first()
          .satisfies(activity -> {
            assertThat(activity.doing()).isEqualTo("held up");
            assertThat(activity.phase())
                .contains("can't go on: its recipe", "put them back", "every minute");
          });
      assertThatThrownBy(
              () -> controller.requests().bisect(request(good, "main", "tps"), People.ANN))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("can't go on: its recipe");
      if (comesBack) {
        Files.writeString(run, script);
        assertCulprit(await(controller, bisection), culprit);
      } else {
        time.passes(HeldCampaigns.LIMIT);
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
    try (LabController controller = controller(machine)) {
      String bisection = controller.requests().bisect(request(good, "main", "tps"), People.ANN);
      Awaitility.await().until(() -> machine.starts().size() >= 2);
      machine.isUnreachable(unreachable);
      controller.requests().cancel(bisection, "  the lab\nmoves ", People.ANN);
      BisectionView view = await(controller, bisection);
      assertThat(view.state()).isEqualTo(BisectionView.State.CANCELLED);
      assertThat(requireNonNull(view.ending()).words())
          .endsWith(" cancelled it before it came to a conclusion: the lab moves");
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
    try (LabController controller = controller(machines)) {
      BisectionView view =
          await(controller, controller.requests().bisect(request(good, "main", "tps"), People.ANN));
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
}
