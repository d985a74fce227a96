package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which boots that people asked for are still to be made. */
final class RequestedBootsTest {
  private static final Revision REVISION = new Revision.Candidate(3);
  private static final Result MEASURED =
      new Result.Measured(
          new Result.BootReport("boot", "build-id", "6.12", Map.of(), Map.of()),
          List.of(new Result.RunReport(1, Map.of("tps", 1.0), null, null)),
          Duration.ZERO);
  private static final Result PANIC =
      new Result.Unbootable(Result.BootFailure.PANIC, "panic", "", Duration.ZERO);
  private static final Result FAULT =
      new Result.InfrastructureFault(Result.Fault.LINK_LOST, "lost", "");

  private static final Testability.Failure PANICKED =
      new Testability.Failure(Evidence.Cause.UNBOOTABLE, Purpose.SEARCH.name(), "panic");

  private final List<Intervention> asked = new ArrayList<>();
  private final List<JobRecord> jobs = new ArrayList<>();
  private final Testability testability = new Testability();

  private void ask(int afterJob) {
    asked.add(
        new Intervention(
            asked.size() + 1,
            Instant.EPOCH,
            "ann",
            new Act.Remeasure("candidate 3", "c0ffee", afterJob),
            "once more"));
  }

  private void ended(int number, Result result) {
    jobs.add(
        new JobRecord(
            "b1-" + number,
            1,
            "b1",
            "lab1",
            JobKind.BOOT,
            "candidate 3",
            "c0ffee",
            "subject",
            Purpose.SEARCH.name(),
            null,
            null,
            Instant.EPOCH,
            Instant.EPOCH,
            Outcome.of(result).words(),
            "",
            WorkerResults.of(result),
            ""));
  }

  private boolean isOpen() {
    return RequestedBoots.open(new Interventions(asked), jobs, testability)
        .equals(Set.of(REVISION));
  }

  @Test
  void oneIsAnsweredByABootThatBeganAfterwards() {
    ended(1, MEASURED);
    ask(1);
    assertThat(isOpen()).isTrue();
    ended(2, MEASURED);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void twoThatWereAskedForAreTwoBoots() {
    ask(0);
    ask(0);
    ended(1, MEASURED);
    assertThat(isOpen()).isTrue();
    ended(2, MEASURED);
    assertThat(isOpen()).isFalse();
  }

  @Test
  void aKernelThatDoesNotBootAnswersAllWhoAskedForIt() {
    ask(0);
    ask(0);
    ended(1, PANIC);
    assertThat(isOpen()).isFalse();
    ask(1);
    assertThat(isOpen()).isTrue();
  }

  /** What a machine fails at is tried again, unless that turns out to be the commit's fault. */
  @Test
  void anInfrastructureFaultIsNoAnswer() {
    ask(0);
    ended(1, FAULT);
    assertThat(isOpen()).isTrue();
    gaveUp("lab1");
    assertThat(isOpen()).as("once may be the machine's fault").isTrue();
    testability.measured(new Revision.Candidate(5), "lab1");
    gaveUp("lab1");
    assertThat(isOpen()).isFalse();
  }

  /** Somebody asks just since it failed, there or elsewhere. */
  @Test
  void anInfrastructureFaultIsNoAnswerForWhatFailedBefore() {
    testability.failed(REVISION, "lab1", PANICKED);
    testability.failed(REVISION, "lab1", PANICKED);
    testability.failed(REVISION, "lab2", PANICKED);
    ask(0);
    ended(1, FAULT);
    assertThat(isOpen()).isTrue();
  }

  private void gaveUp(String machine) {
    testability.gaveUp(REVISION, machine, FaultAttribution.Said.UNKNOWN, PANICKED);
  }

  /** The search skips it, and whoever asks for a boot of it wants one all the same. */
  @Test
  void aFaultIsNoAnswerForACommitThatAPersonMarkedSkip() {
    testability.skipped(REVISION);
    ask(0);
    ended(1, FAULT);
    assertThat(isOpen()).isTrue();
    ended(2, MEASURED);
    assertThat(isOpen()).isFalse();
  }

  /** A control tells nothing to somebody whose commit did not fail there. */
  @Test
  void aControlIsTriedForARequestedCommitAlone() {
    testability.gaveUp(
        new Revision.Candidate(5),
        "lab1",
        FaultAttribution.Said.UNKNOWN,
        new Testability.Failure(Evidence.Cause.UNBOOTABLE, Purpose.SEARCH.name(), "lost"));
    assertThat(waitsForControl("lab1", REVISION)).isFalse();
    assertThat(waitsForControl("lab1", REVISION, new Revision.Candidate(5))).isTrue();
    assertThat(waitsForControl("lab2", new Revision.Candidate(5))).isFalse();
  }

  private boolean waitsForControl(String machine, Revision... open) {
    return RequestedBoots.waitForControl(Set.of(open), testability, machine);
  }
}
