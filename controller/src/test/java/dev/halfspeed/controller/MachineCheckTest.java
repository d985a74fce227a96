package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.People;
import dev.halfspeed.campaign.bisection.Resolved;
import dev.halfspeed.campaign.check.MachineChecks;
import dev.halfspeed.health.MachineStatus;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.machines.MachineStatuses;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole checks of machines, under the real controller. */
final class MachineCheckTest extends HealthLab {
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
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    Resolved resolved =
        RowJson.read(store.campaigns().find(bisection).orElseThrow().detailJson(), Resolved.class);
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
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
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

  @Test
  void aCheckThatAControllerLeftGoesOnWithTheBootsThatItHas() throws Exception {
    String id = startedWithFiveBoots();
    restart();
    assertThat(ask(() -> controller.machines().check(id)).state()).isEqualTo("running");
    CheckView ended = ended(id);
    assertThat(ended.state()).as(ended.message()).isEqualTo("passed");
    assertThat(ended.samples()).hasSize(12);
    assertThat(requireNonNull(hardware.get("lab1")).boots()).isBetween(12, 13);
    assertThat(standings("lab1")).containsExactly("admitted by check");
  }

  @Test
  void aCheckThatIsCancelledIsBrokenOffAndItsBootsCount() throws Exception {
    String id = startedWithFiveBoots();
    ask(() -> {
      controller.requests().cancel(id, "", People.ANN);
      return true;
    });
    CheckView cancelled = ended(id);
    assertThat(cancelled.state()).isEqualTo("broken off");
    assertThat(cancelled.message()).isEqualTo("ann cancelled it; what was measured is kept");
    assertThat(standings("lab1")).isEmpty();
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    Resolved resolved =
        RowJson.read(store.campaigns().find(bisection).orElseThrow().detailJson(), Resolved.class);
    assertThat(resolved.earlier()).hasSize(cancelled.samples().size());
    assertFound(bisection);
  }

  @Test
  void oneBootThatDoesNotComeUpMayBeAnAccident() throws Exception {
    var boots = new ArrayList<Boolean>();
    requireNonNull(hardware.get("lab1"))
        .breaks((id, job) -> {
          if (job instanceof Job.Measure) {
            boots.add(true);
          }
          return boots.size() % 3 == 1 && job instanceof Job.Measure
              ? Optional.of(
                  new Result.Unbootable(Result.BootFailure.PANIC, "panic", "", Duration.ZERO))
              : Optional.empty();
        });
    CheckView check = check("lab1").getFirst();
    assertThat(check.state()).as(check.message()).isEqualTo("passed");
    assertThat(check.samples()).hasSize(12);
  }

  @Test
  void aMachineGetsTheStandingThatItsCheckWasTooLateToWrite() throws Exception {
    List<CheckView> started =
        ask(() -> controller.machines().startCheck(checkRequest("lab1"), People.ANN));
    String id = started.getFirst().id();
    refused.put("keep the status of lab1", SQLITE_FULL);
    assertThat(
            time.play(
                Duration.ofHours(5),
                () -> store.campaigns().find(id).orElseThrow().endedAt() != null))
        .isTrue();
    assertThat(standings("lab1")).isEmpty();
    refused.clear();
    restart();
    assertThat(standings("lab1")).containsExactly("admitted by check");
  }

  private String startedWithFiveBoots() throws Exception {
    List<CheckView> started =
        ask(() -> controller.machines().startCheck(checkRequest("lab1"), People.ANN));
    String id = started.getFirst().id();
    assertThat(
            time.play(
                Duration.ofHours(3),
                () ->
                    store.jobs().all(id).stream()
                            .filter(job -> job.kind().equals(JobKind.BOOT) && job.endedAt() != null)
                            .count()
                        == 5))
        .isTrue();
    return id;
  }

  private CheckView ended(String id) throws Exception {
    assertThat(
            time.play(
                Duration.ofDays(1),
                () -> store.campaigns().find(id).orElseThrow().endedAt() != null))
        .isTrue();
    pass(Duration.ofSeconds(1));
    return ask(() -> controller.machines().check(id));
  }

  @Test
  void aDrainedMachineStaysDrainedWhateverItsCheckSays() throws Exception {
    check("lab1");
    ask(() -> controller.machines().drain("lab1", "a new disk", People.ANN));
    assertThat(check("lab1").getFirst().state()).isEqualTo("passed");
    assertThat(machine("lab1").standing().state()).isEqualTo("drained");
    pass(Duration.ofDays(3));
    assertThat(store.campaigns().all(MachineChecks.KINDS)).hasSize(2);
    assertThat(ask(() -> controller.machines().admit("lab1", "", People.ANN)).standing().cause())
        .isEqualTo(MachineStatuses.name(MachineStatus.Cause.PERSON));
  }
}
