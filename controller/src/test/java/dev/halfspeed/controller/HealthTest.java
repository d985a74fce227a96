package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.machine.CheckView;
import dev.halfspeed.report.view.machine.MachineView;
import dev.halfspeed.work.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Machines that fail, are drained and come back, under the real controller. */
final class HealthTest extends HealthLab {
  @Test
  void aMachineThatFailsAfterAPersonAdmittedItComesBackWithAWholeCheck() throws Exception {
    check(null);
    ask(() -> controller.machines().admit("lab1", "a new disk", People.ANN));
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(standings("lab1")).last().isEqualTo("quarantined by faults");
    assertFound(bisection);
    assertThat(standings("lab1")).last().isEqualTo("admitted by check");
    assertThat(standings("lab2")).last().isEqualTo("admitted by faults");
  }

  /** While all are disturbed the bisection waits, and says so. */
  @Test
  void aMachineThatIsDisturbedIsSaidToBeThat() throws Exception {
    hardware.values().forEach(each -> each.isSharedWithOthers((boot, run) -> boot < 6 ? 0.42 : 0));
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(8));
    BisectionView view = ask(() -> controller.campaigns().bisection(bisection));
    assertThat(view.progress().boots()).isZero();
    assertThat(view.activities()).extracting(BisectionView.Activity::doing).contains("disturbed");
    MachineView disturbed =
        ask(controller.machines()::all).stream()
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
  void aDrainedMachineGetsNoNewWorkAndTheOthersDoIt() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(2));
    MachineView drained = ask(() -> controller.machines().drain("lab1", "a new disk", People.ANN));
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
    ask(() -> controller.machines().drain("lab1", "moving house", People.ANN));
    ask(() -> controller.machines().check(folder.resolve("lab.yaml").toString(), "", People.ANN));
    ask(() -> controller.machines().drain("lab2", "moving house", People.ANN));
    // Both may be switched off now: nobody asks them.
    machines.values().forEach(machine -> machine.disconnect(Duration.ofHours(5)));
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofHours(6));
    BisectionView view = ask(() -> controller.campaigns().bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.attempts()).isEmpty();
    assertThat(view.activities())
        .extracting(
            activity -> activity.machine() + " " + activity.doing() + " " + activity.phase())
        .containsExactly("lab1 drained moving house", "lab2 drained moving house");
    restart();
    pass(Duration.ofMinutes(5));
    assertThat(ask(() -> controller.campaigns().bisection(bisection)).attempts()).isEmpty();
    ask(() -> controller.machines().admit("lab2", "back", People.ANN));
    assertFound(bisection);
    assertThat(startedSince("lab1", Instant.EPOCH)).isZero();
  }

  /** Looking for a machine costs nothing, so it is not given up. */
  @Test
  void machinesThatWereAwayForHoursComeBackByThemselves() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.disconnect(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(ask(() -> controller.campaigns().bisection(bisection)).activities())
        .anySatisfy(activity -> {
          assertThat(activity.doing()).isEqualTo("out of use");
          assertThat(activity.phase()).contains("does not answer");
        });
    assertFound(bisection);
    assertThat(store.machines().statuses()).isEmpty();
  }

  @Test
  void machinesThatFailForHoursAreQuarantinedAndComeBackByThemselves() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.fillDisk(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(standings("lab1")).first().isEqualTo("quarantined by faults");
    assertThat(store.machines().statuses().getFirst().reason())
        .matches("it failed \\d+ times in a row, the last time: DISK_FULL: .*");
    assertFound(bisection);
    assertThat(standings("lab1")).last().isEqualTo("admitted by faults");
    assertThat(standings("lab2")).last().isEqualTo("admitted by faults");
  }

  /** What was to be sent is at fault, not those who were to have it. */
  @Test
  void aRecipeThatIsEditedIsWaitedForAndHeldAgainstNoCommitAndNoMachine() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    Path run = folder.resolve("recipes/tiny/run");
    String before = Files.readString(run);
    Files.writeString(run, before + "sleep 1\n");
    pass(Duration.ofHours(5));
    BisectionView view = ask(() -> controller.campaigns().bisection(bisection));
    assertThat(view.state()).isEqualTo(BisectionView.State.RUNNING);
    assertThat(view.activities())
        .anySatisfy(activity -> {
          assertThat(activity.doing()).isEqualTo("out of use");
          assertThat(activity.phase()).contains("has changed; put it back");
        });
    assertThat(store.machines().statuses()).isEmpty();
    Files.writeString(run, before);
    assertFound(bisection);
    assertThat(store.machines().statuses()).isEmpty();
    assertThat(ask(() -> controller.campaigns().bisection(bisection)).attempts())
        .noneMatch(attempt -> "reproducer failed".equals(attempt.outcome()));
  }

  @Test
  void aMachineThatComesBackWithAnotherCompilerStaysOut() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
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
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
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
    String first = ask(() -> controller.requests().bisect(request(), People.ANN));
    String second = ask(() -> controller.requests().bisect(request(2), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.disconnect(Duration.ofMinutes(20)));
    pass(Duration.ofMinutes(6));
    ask(() -> {
      controller.requests().cancel(first, "", People.ANN);
      return true;
    });
    assertFound(second);
    assertThat(check(null)).extracting(CheckView::state).containsOnly("passed");
  }

  @Test
  void shortTroubleQuarantinesNobody() throws Exception {
    String bisection = ask(() -> controller.requests().bisect(request(), People.ANN));
    pass(Duration.ofMinutes(3));
    machines.values().forEach(machine -> machine.losePower(Duration.ofMinutes(40)));
    assertFound(bisection);
    assertThat(store.machines().statuses()).isEmpty();
  }
}
