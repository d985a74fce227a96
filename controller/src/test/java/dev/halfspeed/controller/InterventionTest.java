package dev.halfspeed.controller;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.halfspeed.People;
import dev.halfspeed.campaign.InterventionRequest;
import dev.halfspeed.campaign.Terms;
import dev.halfspeed.campaign.comparison.ComparisonRequest;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.report.view.BisectionView;
import dev.halfspeed.report.view.ComparisonView;
import dev.halfspeed.report.view.InterventionView;
import dev.halfspeed.time.HastyTime;
import dev.halfspeed.time.Time;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do to campaigns that run, on a fake machine. */
final class InterventionTest {
  private static final double NOISE = 0.002;
  private static final String MOVES = "the lab moves";

  @TempDir private Path directory;
  private TinyLab lab;

  @BeforeEach
  void setUp() throws IOException {
    lab = new TinyLab(directory);
  }

  private static int act(LabController controller, String campaign, InterventionRequest what)
      throws Problem {
    return controller.requests().intervene(campaign, what, MOVES, People.ANN);
  }

  private static InterventionRequest boots(int boots) {
    return new InterventionRequest.Budget(boots, null);
  }

  private ComparisonRequest comparison() {
    return new ComparisonRequest(
        Stream.of("main~11", "main~10")
            .map(revision ->
                new ComparisonRequest.Variant(
                    revision,
                    lab.request("main").repository(),
                    revision,
                    "tinyconfig",
                    List.of(),
                    List.of(),
                    Map.of()))
            .toList(),
        "tiny",
        null,
        Map.of(),
        directory.resolve("lab.yaml").toString(),
        "tps",
        0.99,
        0.0001,
        1,
        200,
        1,
        0);
  }

  /** A bisection whose job number {@code jobs} is under way, and stays so. */
  private String frozen(LabController controller, FakeMachine machine, int jobs) throws Problem {
    machine.freezesAfter(jobs);
    String id = controller.requests().bisect(lab.request("main"), People.ANN);
    TinyLab.until(() ->
        machine.starts().size() == jobs
            && controller.campaigns().bisection(id).attempts().stream()
                .anyMatch(attempt -> attempt.endedAt() == null));
    return id;
  }

  private static void thaw(FakeMachine machine) {
    machine.freezesAfter(Integer.MAX_VALUE);
  }

  private static boolean isIdle(BisectionView view) {
    return view.attempts().stream().allMatch(attempt -> attempt.endedAt() != null);
  }

  @Test
  void aPausedBisectionEndsWhatRunsAndTakesNothingNewAlsoAfterARestart() throws Exception {
    var machine = new FakeMachine(NOISE);
    String id;
    int jobs;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = frozen(controller, machine, 5);
      assertThat(act(controller, id, new InterventionRequest.Pause())).isEqualTo(1);
      BisectionView paused = controller.campaigns().bisection(id);
      assertThat(paused.state()).isEqualTo(BisectionView.State.RUNNING);
      assertThat(paused.progress().phase()).isEqualTo("paused");
      assertThat(requireNonNull(paused.origin().paused()).whoAndWhy())
          .isEqualTo("ann: the lab moves");
      assertThat(controller.campaigns().bisections().getFirst().phase()).isEqualTo("paused");
      assertThat(controller.campaigns().report(id)).contains("| paused by | ann: the lab moves |");
      thaw(machine);
      TinyLab.until(() -> isIdle(controller.campaigns().bisection(id)));
      jobs = controller.campaigns().bisection(id).attempts().size();
    }
    // Whoever has it for himself waits for nothing that a paused one would do.
    try (LabController controller = lab.controller(machine, Time.real())) {
      String other = controller.requests().compare(comparison(), People.ANN);
      TinyLab.until(
          () -> controller.campaigns().comparison(other).state() != BisectionView.State.RUNNING);
      BisectionView paused = controller.campaigns().bisection(id);
      assertThat(paused.progress().phase()).isEqualTo("paused");
      assertThat(paused.activities()).isEmpty();
      assertThat(paused.attempts()).hasSize(jobs);
      assertThat(act(controller, id, new InterventionRequest.Resume())).isEqualTo(2);
      BisectionView end = TinyLab.end(controller, id);
      assertThat(requireNonNull(end.ending()).kind()).isEqualTo("culprit");
      assertThat(end.ending().commits().getFirst().id()).isEqualTo(lab.culprit());
      assertThat(end.origin().paused()).isNull();
      assertThat(end.origin().interventions())
          .extracting(InterventionView::what)
          .containsExactly("paused it", "resumed it");
      assertThat(controller.campaigns().report(id))
          .contains("1. ann paused it: the lab moves; 2. ann resumed it: the lab moves");
    }
    assertThat(machine.starts().values()).containsOnly(1);
  }

  @Test
  void whatASmallerBudgetLeavesNoRoomForIsNotDone() throws Exception {
    var machine = new FakeMachine(NOISE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      String id = frozen(controller, machine, 9);
      act(controller, id, boots(4));
      assertThat(controller.campaigns().bisection(id).request().maximumBoots()).isEqualTo(4);
      thaw(machine);
      BisectionView.Ending ending = requireNonNull(TinyLab.end(controller, id).ending());
      assertThat(ending.kind()).as(ending.words()).isEqualTo("exhausted");
      assertThat(ending.words()).startsWith("The budget is used up (4 boots); ");
    }
  }

  @Test
  void aBudgetThatIsTakenBackIsTheOldOne() throws Exception {
    var machine = new FakeMachine(NOISE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      String id = frozen(controller, machine, 5);
      int small = act(controller, id, boots(4));
      act(controller, id, new InterventionRequest.Undo(small));
      assertThat(controller.campaigns().bisection(id).request().maximumBoots()).isEqualTo(200);
      assertThat(controller.campaigns().bisection(id).origin().interventions())
          .extracting(InterventionView::what, InterventionView::undoneBy)
          .containsExactly(tuple("set the budget to 4 boots", 2), tuple("undid 1", null));
      thaw(machine);
      assertThat(requireNonNull(TinyLab.end(controller, id).ending()).kind()).isEqualTo("culprit");
    }
  }

  @Test
  void moreTimeOnMachinesIsTakenWhereItIsGiven() throws Exception {
    var time = new HastyTime();
    var machine = new FakeMachine(NOISE);
    Duration each = Duration.ofMinutes(10);
    machine.takes(each);
    machine.breaks((id, job) -> {
      time.passes(each);
      return Optional.empty();
    });
    try (LabController controller = lab.controller(machine, time)) {
      machine.freezesAfter(3);
      String id =
          controller
              .requests()
              .bisect(
                  lab.request("main"),
                  Terms.of(People.ANN, null, null).within(Duration.ofHours(1)));
      TinyLab.until(() -> machine.starts().size() == 3);
      act(controller, id, new InterventionRequest.Budget(null, 100.0));
      assertThat(controller.campaigns().bisection(id).origin().machineSeconds()).isEqualTo(360_000);
      thaw(machine);
      assertThat(requireNonNull(TinyLab.end(controller, id).ending()).kind()).isEqualTo("culprit");
    }
  }

  @Test
  void aComparisonIsPausedResumedAndGivenAnotherBudget() throws Exception {
    var machine = new FakeMachine(NOISE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      machine.freezesAfter(4);
      String id = controller.requests().compare(comparison(), People.ANN);
      TinyLab.until(() -> machine.starts().size() == 4);
      act(controller, id, new InterventionRequest.Pause());
      act(controller, id, boots(6));
      ComparisonView paused = controller.campaigns().comparison(id);
      assertThat(paused.origin().paused()).isNotNull();
      assertThat(paused.maximumBoots()).isEqualTo(6);
      assertThat(controller.campaigns().comparisons().getFirst().paused()).isTrue();
      thaw(machine);
      act(controller, id, new InterventionRequest.Resume());
      TinyLab.until(
          () -> controller.campaigns().comparison(id).state() != BisectionView.State.RUNNING);
      ComparisonView end = controller.campaigns().comparison(id);
      assertThat(end.boots()).isBetween(1, 6);
      assertThat(controller.campaigns().comparisons().getFirst().paused()).isFalse();
      assertThat(end.pairs().getFirst().verdict()).isEqualTo(ComparisonView.Verdict.UNDECIDED);
      assertThat(controller.campaigns().report(id))
          .contains("2. ann set the budget to 6 boots: the lab moves");
    }
  }

  /** What is in front of the culprit is said to be bad, falsely: the proof shows that it is not. */
  @Test
  void aProofRestsOnBootsAndNotOnAPersonsWord() throws Exception {
    var machine = new FakeMachine(NOISE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      String id = frozen(controller, machine, 3);
      act(controller, id, new InterventionRequest.Mark("main~6", "bad"));
      thaw(machine);
      BisectionView end = TinyLab.end(controller, id);
      BisectionView.Ending ending = requireNonNull(end.ending());
      assertThat(ending.kind()).as(ending.words()).isEqualTo("suspects");
      assertThat(ending.commits())
          .extracting(BisectionView.Commit::id)
          .as("by the boots alone")
          .contains(lab.culprit());
      assertThat(ending.words())
          .contains("what was marked by hand contradicts what was measured")
          .contains(" By hand: ann marked ")
          .endsWith(" bad (the lab moves).");
      assertThat(controller.campaigns().report(id)).contains("By hand: ann marked");
    }
  }

  /** A lie that is taken back does no harm; a true word saves boots. */
  @Test
  void aMarkRulesSuspectsOutUntilItIsTakenBack() throws Exception {
    var machine = new FakeMachine(NOISE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      String id = frozen(controller, machine, 3);
      act(controller, id, new InterventionRequest.Mark("main~2", "good"));
      refused(controller, id, new InterventionRequest.Mark("main~6", "bad"), "no suspect is left");
      act(controller, id, new InterventionRequest.Undo(1));
      act(controller, id, new InterventionRequest.Mark("main~5", "good"));
      act(controller, id, new InterventionRequest.Mark("main~4", "bad"));
      // What it takes back would bring an earlier mark back, which contradicts these.
      int bad = act(controller, id, new InterventionRequest.Mark("main~4", "skip"));
      int good = act(controller, id, new InterventionRequest.Mark("main~3", "good"));
      refused(controller, id, new InterventionRequest.Undo(bad), "no suspect is left");
      act(controller, id, new InterventionRequest.Undo(good));
      act(controller, id, new InterventionRequest.Undo(bad));
      thaw(machine);
      BisectionView end = TinyLab.end(controller, id);
      BisectionView.Ending ending = requireNonNull(end.ending());
      assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
      assertThat(ending.commits().getFirst().id()).isEqualTo(lab.culprit());
      assertThat(ending.words())
          .contains(" good (the lab moves); ann marked ")
          .doesNotContain("skip");
      assertThat(end.samples())
          .filteredOn(sample -> sample.purpose().equals("search"))
          .as("between the two marks there is one commit")
          .isEmpty();
      assertThat(requireNonNull(ending.proof()).culpritValues()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aCommitThatIsSkippedByHandIsNotTested() throws Exception {
    var machine = new FakeMachine(NOISE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      String id = frozen(controller, machine, 3);
      act(controller, id, new InterventionRequest.Mark("main~4", "skip"));
      thaw(machine);
      BisectionView.Ending ending = requireNonNull(TinyLab.end(controller, id).ending());
      assertThat(ending.kind()).as(ending.words()).isEqualTo("suspects");
      assertThat(ending.words()).contains("is to be skipped", " By hand: ann marked ");
      assertThat(ending.commits()).extracting(BisectionView.Commit::id).contains(lab.culprit());
    }
  }

  @Test
  void aCommitIsMeasuredAgainBeforeTheEndAndASampleIsLeftOut() throws Exception {
    var machine = new FakeMachine(NOISE);
    String id;
    try (LabController controller = lab.controller(machine, Time.real())) {
      id = frozen(controller, machine, 6);
      act(controller, id, new InterventionRequest.Pause());
      act(controller, id, new InterventionRequest.Remeasure("main~12"));
      act(controller, id, new InterventionRequest.Remeasure("main~11"));
      act(controller, id, new InterventionRequest.Remeasure("main~11"));
      act(controller, id, new InterventionRequest.Exclude("1"));
      assertThat(controller.campaigns().bisection(id).samples().getFirst().disturbance())
          .isEqualTo("left out by ann: the lab moves");
      refused(
          controller, id, new InterventionRequest.Exclude("1/1"), "is no evidence already: left");
      thaw(machine);
    }
    try (LabController controller = lab.controller(machine, Time.real())) {
      assertThat(controller.campaigns().bisection(id).samples().getFirst().disturbance())
          .isNotNull();
      act(controller, id, new InterventionRequest.Resume());
      BisectionView end = TinyLab.end(controller, id);
      assertThat(requireNonNull(end.ending()).kind()).as(end.ending().words()).isEqualTo("culprit");
      assertThat(end.ending().words()).contains(" By hand: ann left out boot ");
      assertThat(end.steps())
          .filteredOn(step -> step.why().equals("a person asked for it"))
          .extracting(BisectionView.Step::action)
          .containsExactly("boot", "build", "boot", "boot");
      assertThat(end.samples())
          .anySatisfy(sample -> assertThat(sample.commit().subject()).isEqualTo("change 1"));
    }
  }

  /**
   * The one that was behind boots first, and until it has ended. On a machine that does one thing
   * at a time: where there are two places, the other one may use what this one leaves free.
   */
  @Test
  void whatIsMoreUrgentGoesFirst() throws Exception {
    lab.machineDoesOneThingAtATime();
    var machine = new FakeMachine(NOISE);
    try (LabController controller = lab.controller(machine, Time.real())) {
      int begun = 3;
      String first = frozen(controller, machine, begun);
      String urgent = controller.requests().compare(comparison(), People.ANN);
      act(controller, urgent, new InterventionRequest.Prioritize(7));
      assertThat(controller.campaigns().comparison(urgent).origin().priority()).isEqualTo(7);
      act(controller, urgent, boots(8));
      // Once it knows of its pause and of the end of that, it has read of its priority before.
      act(controller, urgent, new InterventionRequest.Pause());
      TinyLab.until(() -> controller.campaigns().comparison(urgent).activities().isEmpty());
      act(controller, urgent, new InterventionRequest.Resume());
      TinyLab.until(() -> !controller.campaigns().comparison(urgent).activities().isEmpty());
      thaw(machine);
      TinyLab.until(
          () -> controller.campaigns().comparison(urgent).state() != BisectionView.State.RUNNING);
      controller.requests().cancel(first, "", People.ANN);
      List<FakeMachine.Boot> booted = machine.booted();
      List<FakeMachine.Boot> urgents =
          booted.stream().filter(boot -> boot.id().job().startsWith(urgent)).toList();
      assertThat(urgents).hasSize(8);
      int before = booted.indexOf(urgents.getFirst());
      assertThat(before).as("boots before it: those that were begun").isLessThanOrEqualTo(begun);
      assertThat(booted.subList(before, before + urgents.size())).isEqualTo(urgents);
    }
  }

  /** A person gives it more just when it ends what runs, since its budget is used up. */
  @Test
  void whatIsDoneToACampaignThatIsEndingCounts() throws Exception {
    var time = new HastyTime();
    var machine = new FakeMachine(NOISE);
    machine.hangs((id, job) -> machine.starts().size() >= 6);
    try (LabController controller = lab.controller(machine, time)) {
      String id =
          controller
              .requests()
              .bisect(
                  lab.request("main"),
                  Terms.of(People.ANN, null, null).within(Duration.ofHours(1)));
      TinyLab.until(() ->
          machine.starts().size() >= 6
              && controller.campaigns().bisection(id).attempts().stream()
                  .anyMatch(attempt -> attempt.endedAt() == null));
      machine.endsCancelledJobs((job, what) -> {
        machine.hangs((_, _) -> false);
        try {
          act(controller, id, new InterventionRequest.Budget(null, 100.0));
        } catch (Problem refused) {
          throw new IllegalStateException(refused);
        }
        return new Result.Cancelled();
      });
      time.passes(Duration.ofHours(2));
      BisectionView.Ending ending = requireNonNull(TinyLab.end(controller, id).ending());
      assertThat(ending.kind()).as(ending.words()).isEqualTo("culprit");
      assertThat(ending.commits().getFirst().id()).isEqualTo(lab.culprit());
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedWithTheReason() throws Exception {
    var machine = new FakeMachine(NOISE);
    machine.hangs((id, job) -> !(job instanceof Job.Facts));
    try (LabController controller = lab.controller(machine, Time.real())) {
      String id = controller.requests().bisect(lab.request("main"), People.ANN);
      assertThatThrownBy(() ->
              controller
                  .requests()
                  .intervene(id, new InterventionRequest.Pause(), " \n", People.ANN))
          .hasMessageContaining("No reason is given");
      refused(controller, id, new InterventionRequest.Resume(), "is not paused");
      refused(controller, id, new InterventionRequest.Undo(1), "Nobody has done a number 1");
      act(controller, id, new InterventionRequest.Pause());
      refused(
          controller, id, new InterventionRequest.Pause(), "paused already, by ann: the lab moves");
      act(controller, id, new InterventionRequest.Undo(1));
      refused(controller, id, new InterventionRequest.Resume(), "is not paused");
      refused(controller, id, new InterventionRequest.Undo(1), "undone by ann: the lab moves");
      refused(controller, id, new InterventionRequest.Undo(2), "which can't be undone");
      refused(controller, id, new InterventionRequest.Prioritize(101), "a priority of 101");
      // Its absolute value is negative.
      refused(
          controller,
          id,
          new InterventionRequest.Prioritize(Integer.MIN_VALUE),
          "a priority of -2147483648");
      refused(controller, id, new InterventionRequest.Budget(null, null), "No budget is given");
      refused(controller, id, boots(0), "a budget of 0 boots");
      refused(controller, id, new InterventionRequest.Budget(null, -1.0), "-1.0 machine hours");
      refused(controller, id, new InterventionRequest.Exclude("1"), "has no sample \"1\"");
      refused(controller, id, new InterventionRequest.Mark("main~3", "fine"), "\"fine\"");
      refused(controller, id, new InterventionRequest.Mark("main", "good"), "an end");
      refused(controller, id, new InterventionRequest.Mark("main~12", "bad"), "an end");
      refused(controller, id, new InterventionRequest.Mark("nothing", "bad"), "nothing");
      refused(controller, "b0", new InterventionRequest.Pause(), "there is no campaign");
      act(controller, id, new InterventionRequest.Mark("main~3", "skip"));
      controller.requests().cancel(id, "", People.ANN);
      assertThat(requireNonNull(TinyLab.end(controller, id).ending()).words())
          .startsWith("ann cancelled it before it came to a conclusion. By hand: ann marked ");
      refused(controller, id, new InterventionRequest.Pause(), "has ended");
      assertThat(controller.campaigns().bisection(id).origin().interventions()).hasSize(3);
    }
  }

  private static void refused(
      LabController controller, String id, InterventionRequest what, String why) {
    assertThatThrownBy(() -> act(controller, id, what))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(why);
  }
}
