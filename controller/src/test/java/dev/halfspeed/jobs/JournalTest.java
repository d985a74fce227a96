package dev.halfspeed.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.Intervention;
import dev.halfspeed.core.Intervention.Act;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.MetricScale;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.search.Sought;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.store.job.SampleRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the store's rows are evidence. */
final class JournalTest {
  private static final Result FAILED =
      new Result.ReproducerFailed("run", "no numbers", "", Duration.ZERO);
  private static final Evidence UNTESTABLE =
      new Evidence.Untestable(new Revision.Candidate(3), Evidence.Cause.REPRODUCER_FAILED);

  private final Journal journal =
      new Journal("latency", new MetricScale(false, Sought.REGRESSION), List.of("lab1", "lab2"));
  private final List<JobRecord> jobs = new ArrayList<>();
  private final List<SampleRecord> samples = new ArrayList<>();

  /** Of the next job. */
  private String revision = "candidate 3";

  @Test
  void aMeasuredBootIsALogarithmWithItsSignTurnedWhereLowerIsBetter() {
    measured("j1", 2.0);
    assertThat(evidence())
        .containsExactly(
            new Evidence.Measured(
                new Revision.Candidate(3), 1, "build-id", Purpose.SEARCH, List.of(-Math.log(2.0))));
  }

  @Test
  void aValueThatIsNotAboveZeroMeasuredNothing() {
    measured("j1", 0);
    assertThat(evidence()).containsExactly(UNTESTABLE);
    Testability.Doubt doubt =
        journal
            .read(jobs, samples, Interventions.NONE)
            .testability()
            .failure(new Revision.Candidate(3))
            .orElseThrow();
    assertThat(doubt.failure().message())
        .isEqualTo("latency is not a finite number above zero in every run: 0.0");
  }

  /** A fix is looked for as what makes passes rare again: its failures are what a good end has. */
  @ParameterizedTest
  @CsvSource({"REGRESSION, 1, 2", "IMPROVEMENT, 2, 1"})
  void verdictsAreCounted(Sought sought, int passed, int failed) {
    var verdicts =
        new Journal("latency", new MetricScale(true, sought), true, List.of("lab1", "lab2"));
    measured("j1", 0);
    samples.add(new SampleRecord("j1", 1, 2, "latency", 1, null));
    samples.add(new SampleRecord("j1", 1, 3, "latency", 0, null));
    Journal.EvidenceSet read = verdicts.read(jobs, samples, Interventions.NONE);
    assertThat(read.evidence())
        .containsExactly(
            new Evidence.Judged(
                new Revision.Candidate(3), 1, "build-id", Purpose.SEARCH, passed, failed));
    assertThat(read.amount()).isEqualTo(1);
  }

  @Test
  void aReproducerMayStumbleOnce() {
    ended("j1", 1, FAILED);
    assertThat(evidence()).isEmpty();
    ended("j1", RetryPolicy.REPRODUCER, FAILED);
    assertThat(evidence()).containsExactly(UNTESTABLE);
  }

  @Test
  void aRevisionThatWasMeasuredIsUntestableOnlyWhenItFailsInFourMoreBoots() {
    measured("j1", 2.0);
    ended("j2", RetryPolicy.REPRODUCER, FAILED);
    ended("j3", RetryPolicy.REPRODUCER, FAILED);
    // Another one works there meanwhile, so it is not the machine.
    String failing = revision;
    revision = "good";
    measured("j4", 1.0);
    revision = failing;
    ended("j5", RetryPolicy.REPRODUCER, FAILED);
    assertThat(evidence()).hasSize(2);
    ended("j6", RetryPolicy.REPRODUCER, FAILED);
    assertThat(evidence()).hasSize(3).endsWith(UNTESTABLE);
  }

  @Test
  void ofADisturbedBootOnlyTheOtherRunsAreEvidence() {
    measured("j1", 2.0);
    samples.add(new SampleRecord("j1", 1, 2, "latency", 9.0, "40 % went to others"));
    assertThat(evidence())
        .containsExactly(
            new Evidence.Measured(
                new Revision.Candidate(3), 1, "build-id", Purpose.SEARCH, List.of(-Math.log(2.0))));
  }

  /** What counts boots has to know those that give none. */
  @Test
  void bootsThatAreNoEvidenceAreKnownByTheirPlaces() {
    measured("j1", 2.0);
    measured("j2", 2.0);
    samples.removeLast();
    samples.add(new SampleRecord("j2", 1, 1, "latency", 9.0, "left out by ann: a backup ran"));
    ended("j3", 1, FAILED);
    measured("j4", 0);
    measured("j5", 2.0);
    assertThat(journal.silent(jobs, samples).stream()).containsExactly(1, 2);
  }

  /** That it could be measured is known all the same: it may stumble later. */
  @Test
  void aBootWithDisturbedRunsAloneIsNoEvidenceButHasWorked() {
    var measured =
        new Result.Measured(
            new Result.BootReport("boot", "build-id", "6.12", Map.of(), Map.of()),
            List.of(new Result.RunReport(1, Map.of("latency", 9.0), null, null)),
            Duration.ZERO);
    ended("j1", 1, measured, Outcome.DISTURBED);
    samples.add(new SampleRecord("j1", 1, 1, "latency", 9.0, "40 % went to others"));
    assertThat(evidence()).isEmpty();
    ended("j2", RetryPolicy.REPRODUCER, FAILED);
    assertThat(evidence()).isEmpty();
  }

  @Test
  void infrastructureAndCancelledJobsAreNoEvidence() {
    ended("j1", 1, new Result.InfrastructureFault(Result.Fault.WRONG_KERNEL, "another", ""));
    ended("j2", 1, new Result.Cancelled());
    assertThat(evidence()).isEmpty();
  }

  /** Who marks a commit does not believe its boots; a proof rests on no person's word. */
  @ParameterizedTest
  @CsvSource({
    "SEARCH, BAD, false, false",
    "PROOF, BAD, false, true",
    "PROOF, SKIP, false, false",
    "SEARCH, GOOD, true, false",
    "PROOF, GOOD, true, true",
    "PROOF, SKIP, true, false"
  })
  void bootsOfAMarkedCommitCountInAProofAlone(
      Purpose purpose, Intervention.Verdict verdict, boolean isPassOrFail, boolean counts) {
    var read =
        new Journal(
            "latency", new MetricScale(true, Sought.REGRESSION), isPassOrFail, List.of("lab2"));
    measured("j1", purpose, 1.0);
    var mark = new Act.Mark("candidate 3", "c0ffee", verdict);
    var interventions =
        new Interventions(List.of(new Intervention(1, Instant.EPOCH, "ann", mark, "I know it")));
    List<Evidence> measured = read.read(jobs, samples, interventions).measured();
    assertThat(measured).hasSize(counts ? 1 : 0);
  }

  private List<Evidence> evidence() {
    return journal.read(jobs, samples, Interventions.NONE).evidence();
  }

  private void measured(String job, double latency) {
    measured(job, Purpose.SEARCH, latency);
  }

  private void measured(String job, Purpose purpose, double latency) {
    ended(
        job,
        1,
        purpose,
        new Result.Measured(
            new Result.BootReport("boot", "build-id", "6.12", Map.of(), Map.of()),
            List.of(new Result.RunReport(1, Map.of("latency", latency), null, null)),
            Duration.ZERO),
        Outcome.MEASURED);
    samples.add(new SampleRecord(job, 1, 1, "latency", latency, null));
  }

  private void ended(String job, int attempt, Result result) {
    ended(job, attempt, result, Outcome.of(result));
  }

  private void ended(String job, int attempt, Result result, Outcome outcome) {
    ended(job, attempt, Purpose.SEARCH, result, outcome);
  }

  private void ended(String job, int attempt, Purpose purpose, Result result, Outcome outcome) {
    jobs.add(
        new JobRecord(
            job,
            attempt,
            "b1",
            "lab2",
            JobKind.BOOT,
            revision,
            "c0ffee",
            "subject",
            purpose.name(),
            null,
            null,
            Instant.EPOCH,
            Instant.EPOCH.plusSeconds(jobs.size()),
            outcome.words(),
            "",
            WorkerResults.of(result),
            ""));
  }
}
