package dev.halfspeed.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.People;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.store.job.JobRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of its budget a campaign has used. */
final class MachineTimeTest {
  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = BEGUN.plus(Duration.ofHours(6));

  private final MachineTime budget =
      MachineTime.of(Terms.of(People.ANN, null, null).within(Duration.ofHours(10))).orElseThrow();

  private Duration left(JobRecord... jobs) {
    return budget.left(List.of(jobs), NOW, "away"::equals);
  }

  @Test
  void aJobTakesWhatItsMachineSays() {
    assertThat(left(job("here", BEGUN.plus(Duration.ofHours(5)), boot(Duration.ofHours(1)))))
        .as("the machine could not be reached at its end")
        .isEqualTo(Duration.ofHours(9));
    assertThat(left(job("here", BEGUN.plus(Duration.ofHours(2)), boot(Duration.ofHours(3)))))
        .as("never more than it was under way")
        .isEqualTo(Duration.ofHours(8));
    assertThat(left(job("here", BEGUN.plus(Duration.ofHours(2)), new JobResult.Cancelled())))
        .isEqualTo(Duration.ofHours(8));
  }

  @Test
  void aJobWhoseMachineDidNotComeBackTakesNothing() {
    assertThat(
            left(
                job(
                    "here",
                    BEGUN.plus(Duration.ofHours(5)),
                    new JobResult.InfrastructureFault(JobResult.Fault.LINK_LOST, "gone"))))
        .isEqualTo(Duration.ofHours(10));
  }

  @Test
  void whatIsUnderWayTakesTimeWhereItsMachineIsThere() {
    assertThat(left(job("here", null, null), job("away", null, null)))
        .isEqualTo(Duration.ofHours(4));
  }

  @Test
  void aClockThatWasSetBackGivesNothingBack() {
    assertThat(left(job("here", BEGUN.minus(Duration.ofHours(5)), boot(Duration.ofHours(1)))))
        .isEqualTo(Duration.ofHours(10));
  }

  private static JobResult boot(Duration took) {
    return new JobResult.Profiled(null, took);
  }

  private static JobRecord job(
      String machine, @Nullable Instant ended, @Nullable JobResult result) {
    return new JobRecord(
        "j-1", 1, "c", machine, "boot", null, null, null, null, null, null, BEGUN, ended, null, "",
        result, "log");
  }
}
