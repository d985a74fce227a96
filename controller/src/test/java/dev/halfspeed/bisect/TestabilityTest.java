package dev.halfspeed.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.search.Conclusion;
import dev.halfspeed.search.Effect;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as broken after which failures on which machines. */
final class TestabilityTest {
  private static final Revision REVISION = new Revision.Candidate(4);
  private static final Testability.Failure NO_BUILD =
      new Testability.Failure(Evidence.Cause.UNBUILDABLE, null);
  private static final Testability.Failure NO_BOOT =
      new Testability.Failure(Evidence.Cause.UNBOOTABLE, Purpose.SEARCH.name());

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
  void whatHasWorkedOnAMachineMayStumbleThereOnce() {
    testability.measured(REVISION, "lab1");
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertThat(testability.untestable()).isEmpty();
    testability.failed(REVISION, "lab1", NO_BOOT);
    assertBroken(Evidence.Cause.UNBOOTABLE);
    testability.measured(REVISION, "lab1");
    assertThat(testability.untestable()).isEmpty();
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
                new Conclusion.Suspects(List.of(4, 5), 0.99, effect, "4 can't be tested")))
        .hasSize(1);
    assertThat(
            testability.doubts(new Conclusion.Suspects(List.of(5), 0.99, effect, "no more boots")))
        .isEmpty();
    assertThat(testability.doubts(new Conclusion.NotReproduced(0.99, effect))).isEmpty();
  }

  private void assertBroken(Evidence.Cause cause) {
    assertThat(testability.untestable()).containsExactly(new Evidence.Untestable(REVISION, cause));
  }

  private void assertBrokenOnlyOnLab1(Evidence.Cause cause) {
    assertThat(testability.untestable()).isEmpty();
    assertThat(testability.doubts()).isEmpty();
    assertThat(testability.untestableOn("lab1"))
        .containsExactly(new Evidence.Untestable(REVISION, cause));
    assertThat(testability.untestableOn("lab2")).isEmpty();
  }
}
