package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What counts as broken after which failures on which machines. */
final class TestabilityTest {
  private static final Revision REVISION = new Revision.Candidate(4);
  private static final Revision BAD = new Revision.Candidate(9);
  private static final Set<Revision> ENDS = Set.of(new Revision.Good(), BAD);
  private static final Testability.Failure NO_BUILD =
      new Testability.Failure(Evidence.Cause.UNBUILDABLE, null, "");
  private static final Testability.Failure NO_BOOT =
      new Testability.Failure(Evidence.Cause.UNBOOTABLE, Purpose.SEARCH.name(), "");

  private final Testability testability = new Testability();

  @Test
  void aFailureOnTheOnlyMachineThatTriedIsBelievedButDoubted() {
    testability.built(REVISION, "lab1");
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertBroken(Evidence.Cause.UNBOOTABLE);
    assertThat(testability.doubts())
        .containsExactly(new Testability.Doubt(REVISION, "lab1", NO_BOOT));
    assertThat(testability.doubts().getFirst().why()).contains("lab1", "did not boot");
  }

  @Test
  void anImageElsewhereRefutesAFailedBuildAndNoFailedBoot() {
    testability.failed(REVISION, "lab1", NO_BUILD);
    testability.built(REVISION, "lab2");
    assertBrokenOnlyOnLab1(Evidence.Cause.UNBUILDABLE);
    var booted = new Testability();
    booted.failed(REVISION, "lab1", NO_BOOT);
    booted.built(REVISION, "lab2");
    assertThat(booted.untestable()).hasSize(1);
    assertThat(booted.doubts()).hasSize(1);
  }

  @Test
  void numbersElsewhereRefuteAFailedBoot() {
    testability.failed(REVISION, "lab1", NO_BOOT);
    testability.measured(REVISION, "lab2");
    assertBrokenOnlyOnLab1(Evidence.Cause.UNBOOTABLE);
  }

  @Test
  void twoMachinesLeaveNoDoubt() {
    testability.failed(REVISION, "lab1", NO_BUILD);
    testability.failed(REVISION, "lab2", NO_BOOT);
    assertThat(testability.untestable()).hasSize(1);
    assertThat(testability.doubts()).isEmpty();
  }

  @Test
  void whatHasWorkedOnAMachineMayHangThereThreeTimes() {
    testability.measured(REVISION, "lab1");
    for (int i = 1; i <= 3; i++) {
      testability.failed(REVISION, "lab1", NO_BOOT);
      assertThat(testability.untestable()).isEmpty();
      assertThat(testability.untestableOn("lab1", ENDS)).isEmpty();
    }
    // Before that counts, another commit has to work there.
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertThat(testability.untestable()).isEmpty();
    assertThat(testability.open("lab1", false).revisions()).containsExactly(REVISION);
    testability.measured(BAD, "lab1");
    assertThat(testability.open("lab1", false).revisions()).isEmpty();
    assertThat(testability.untestable()).isEmpty();
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertBroken(Evidence.Cause.UNBOOTABLE);
    testability.measured(REVISION, "lab1");
    assertThat(testability.untestable()).isEmpty();
  }

  @Test
  void whatWorkedThereAndFailsAmongOthersThatWorkIsBrokenAtTheFourthTime() {
    testability.measured(REVISION, "lab1");
    for (int i = 1; i <= 3; i++) {
      testability.failed(REVISION, "lab1", NO_BOOT);
      testability.measured(BAD, "lab1");
    }
    assertThat(testability.untestable()).isEmpty();
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertBroken(Evidence.Cause.UNBOOTABLE);
  }

  @Test
  void whatWorkedThereAndFailsWhereNothingElseCanBeTriedIsBrokenInTheEnd() {
    testability.measured(BAD, "lab1");
    testability.measured(REVISION, "lab1");
    for (int i = 0; i < 3 + OpenFailures.ALONE; i++) {
      testability.failed(REVISION, "lab1", NO_BOOT);
      assertThat(testability.untestable()).isEmpty();
    }
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertBroken(Evidence.Cause.UNBOOTABLE);
  }

  @Test
  void anImageThatWasMadeCanBeMade() {
    testability.built(REVISION, "lab1");
    testability.failed(REVISION, "lab1", NO_BUILD);
    assertThat(testability.untestable()).isEmpty();
    assertThat(testability.doubts()).isEmpty();
  }

  @Test
  void onlyDoubtsAboutWhatItIsSaidOfHoldUpAConclusion() {
    testability.failed(REVISION, "lab1", NO_BOOT);
    var effect = new Effect(-0.5, -0.6, -0.4);
    assertThat(
            testability.doubts(
                new Conclusion.Suspects(List.of(4, 5), 0.99, effect, "4 can't be tested"), ENDS))
        .hasSize(1);
    assertThat(
            testability.doubts(
                new Conclusion.Suspects(List.of(5), 0.99, effect, "no more boots"), ENDS))
        .isEmpty();
    assertThat(testability.doubts(new Conclusion.NotReproduced(0.99, effect, false), ENDS))
        .isEmpty();
  }

  @Test
  void anEndThatFailsOnOneMachineIsTriedOnOthersAtOnce() {
    testability.failed(BAD, "lab1", NO_BOOT);
    assertThat(testability.untestableOn("lab1", ENDS)).hasSize(1);
    assertThat(testability.untestableOn("lab2", ENDS)).isEmpty();
    assertThat(testability.untestable()).hasSize(1);
    assertThat(
            testability.doubts(
                new Conclusion.Suspects(List.of(4), 0.99, new Effect(-0.5, -0.6, -0.4), "no end"),
                ENDS))
        .hasSize(1);
  }

  @Test
  void whatFailsOnAMachineWhereEverythingFailsIsTriedOnOthersAtOnce() {
    for (int i = 1; i <= 2; i++) {
      testability.failed(new Revision.Candidate(i), "lab1", NO_BOOT);
    }
    assertThat(testability.untestableOn("lab2", ENDS)).hasSize(2);
    testability.failed(new Revision.Candidate(3), "lab1", NO_BOOT);
    assertThat(testability.untestableOn("lab2", ENDS)).isEmpty();
    testability.measured(new Revision.Candidate(5), "lab1");
    testability.failed(new Revision.Candidate(6), "lab1", NO_BOOT);
    assertThat(testability.untestableOn("lab2", ENDS))
        .containsExactly(
            new Evidence.Untestable(new Revision.Candidate(6), Evidence.Cause.UNBOOTABLE));
  }

  /** Whoever wants it skipped has not asked a machine. */
  @Test
  void whatIsSkippedByHandIsSkippedOnEveryMachine() {
    for (int i = 1; i <= 3; i++) {
      testability.failed(new Revision.Candidate(i), "lab1", NO_BOOT);
    }
    testability.skipped(new Revision.Candidate(1));
    assertThat(testability.untestableOn("lab2", ENDS))
        .containsExactly(
            new Evidence.Untestable(new Revision.Candidate(1), Evidence.Cause.SKIPPED));
  }

  @Test
  void whatFailsAfterItWorkedPutsAMachineUnderSuspicion() {
    testability.measured(REVISION, "lab2");
    testability.failed(new Revision.Candidate(5), "lab1", NO_BOOT);
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertThat(testability.untestableOn("lab2", ENDS)).isEmpty();
    assertThat(testability.untestableOn("lab1", ENDS)).hasSize(2);
  }

  @Test
  void whatIsGivenUpTwiceWhileAnotherWorksIsTheCommits() {
    testability.gaveUp(REVISION, "lab1", FaultAttribution.Said.UNKNOWN, NO_BOOT);
    assertThat(testability.untestable()).isEmpty();
    assertThat(testability.untestableOn("lab1", ENDS)).hasSize(1);
    assertThat(testability.untestableOn("lab2", ENDS)).isEmpty();
    testability.measured(BAD, "lab1");
    assertThat(testability.untestableOn("lab1", ENDS)).isEmpty();
    testability.gaveUp(REVISION, "lab1", FaultAttribution.Said.UNKNOWN, NO_BOOT);
    assertBroken(Evidence.Cause.UNBOOTABLE);
    // Another machine, which may still tell better, needs to see it once.
    assertThat(testability.doubts()).hasSize(1);
    testability.gaveUp(REVISION, "lab2", FaultAttribution.Said.UNKNOWN, NO_BOOT);
    assertThat(testability.doubts()).isEmpty();
  }

  @Test
  void whatTheWorkerBlamesOnTheCommitInTheEndIsOpenNoMore() {
    testability.gaveUp(REVISION, "lab1", FaultAttribution.Said.UNKNOWN, NO_BUILD);
    testability.failed(REVISION, "lab1", NO_BUILD);
    assertThat(testability.open("lab1", true).revisions()).isEmpty();
    assertBroken(Evidence.Cause.UNBUILDABLE);
  }

  @Test
  void whatIsGivenUpForAllIsNoCommits() {
    for (int i = 0; i < 100; i++) {
      testability.gaveUp(
          new Revision.Candidate(i % 3), "lab1", FaultAttribution.Said.UNKNOWN, NO_BUILD);
    }
    assertThat(testability.untestable()).isEmpty();
    assertThat(testability.open("lab1", true).revisions())
        .containsExactly(
            new Revision.Candidate(1), new Revision.Candidate(2), new Revision.Candidate(0));
    testability.built(new Revision.Candidate(2), "lab1");
    assertThat(testability.open("lab1", true).revisions()).isEmpty();
  }

  @Test
  void anImageThatWasThereAlreadyDoesNotShowThatTheMachineBuilds() {
    testability.gaveUp(REVISION, "lab1", FaultAttribution.Said.UNKNOWN, NO_BUILD);
    testability.built(BAD, "lab1", true);
    assertThat(testability.open("lab1", true).revisions()).containsExactly(REVISION);
  }

  @Test
  void whereNothingElseCanBeTriedItIsTheCommitsInTheEnd() {
    testability.built(BAD, "lab1");
    for (int i = 0; i < OpenFailures.ALONE; i++) {
      testability.gaveUp(REVISION, "lab1", FaultAttribution.Said.UNKNOWN, NO_BUILD);
      assertThat(testability.untestable()).isEmpty();
    }
    testability.gaveUp(REVISION, "lab1", FaultAttribution.Said.UNKNOWN, NO_BUILD);
    assertBroken(Evidence.Cause.UNBUILDABLE);
  }

  private void assertBroken(Evidence.Cause cause) {
    assertThat(testability.untestable()).containsExactly(new Evidence.Untestable(REVISION, cause));
  }

  private void assertBrokenOnlyOnLab1(Evidence.Cause cause) {
    assertThat(testability.untestable()).isEmpty();
    assertThat(testability.doubts()).isEmpty();
    assertThat(testability.untestableOn("lab1", ENDS))
        .containsExactly(new Evidence.Untestable(REVISION, cause));
    assertThat(testability.untestableOn("lab2", ENDS)).isEmpty();
  }
}
