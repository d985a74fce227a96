package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.campaign.check.MachineChecks;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.worker.protocol.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Machines that are checked again by themselves, under the real controller. */
final class RecheckTest extends HealthLab {
  @Test
  void aMachineThatDriftsIsFoundADayLaterAndStaysOutUntilAWholeCheck() throws Exception {
    check("lab1");
    pass(Duration.ofHours(25));
    assertThat(ask(controller.machines()::checks)).hasSize(2);
    assertThat(ask(controller.machines()::checks).getFirst())
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
    assertThat(ask(controller.machines()::checks).getFirst().samples()).hasSize(8);

    pass(Duration.ofHours(49));
    assertThat(standings("lab1")).hasSize(2);
    assertThat(check("lab1").getFirst().state()).isEqualTo("passed");
    assertThat(standings("lab1")).last().isEqualTo("admitted by check");
  }

  @Test
  void aMachineThatAPersonAdmitsAfterADriftIsWhatItIsFromThenOn() throws Exception {
    check("lab1");
    requireNonNull(hardware.get("lab1")).slowsDown(1.03);
    pass(Duration.ofHours(25));
    assertThat(standings("lab1")).last().isEqualTo("quarantined by drift");
    ask(() -> controller.machines().admit("lab1", "a new firmware", People.ANN));
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
    assertThat(ask(controller.machines()::checks).getFirst().state()).isEqualTo("passed");
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
    ask(() -> controller.machines().admit("lab1", "a new firmware", People.ANN));
    pass(Duration.ofHours(5));
    assertThat(ask(controller.machines()::checks).getFirst().state()).isEqualTo("differs");
    assertThat(standings("lab1")).containsExactly("admitted by check", "admitted by person");
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
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    assertFound(bisection);
    pass(Duration.ofMinutes(20));
    assertThat(ask(controller.machines()::checks)).extracting(CheckView::kind).contains("again");
  }

  @Test
  void aMachineThatWasNeverCheckedIsNotCheckedAgain() throws Exception {
    assertFound(ask(() -> controller.requests().bisect(request(), People.ANN)));
    pass(Duration.ofDays(3));
    assertThat(store.campaigns().all(MachineChecks.KINDS)).isEmpty();
    assertThat(store.machines().statuses()).isEmpty();
  }
}
