package dev.halfspeed.durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.JobKind;
import dev.halfspeed.work.Outcome;
import dev.halfspeed.work.RevisionName;
import dev.halfspeed.work.WorkerResults;
import dev.halfspeed.worker.protocol.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What jobs that have ended tell of those to come. */
final class CostsTest {
  private static final int BAD = 1000;

  private final List<JobRecord> jobs = new ArrayList<>();

  @Test
  void aBuildIsPredictedByItsWayFromTheTreeThatLiesThere() {
    built("lab1", new Revision.Good(), 600, false);
    assertThat(costs().buildSeconds(new Revision.Candidate(BAD))).isEqualTo(600);
    int place = -1;
    for (int next : new int[] {500, 250, 375, 310, 300}) {
      built("lab1", new Revision.Candidate(next), seconds(next - place), false);
      place = next;
    }
    assertThat(costs().buildSeconds(new Revision.Candidate(301)))
        .isCloseTo(seconds(10), within(1e-6));
    assertThat(costs().buildSeconds(new Revision.Candidate(900)))
        .isCloseTo(seconds(600), within(1e-6));
    assertThat(costs().buildSeconds(new Revision.Good())).isCloseTo(seconds(301), within(1e-6));
    assertThat(costs().buildSeconds(new Revision.Revert(305)))
        .isCloseTo(seconds(BAD - 300), within(1e-6));
    assertThat(Costs.of(jobs, "lab2", BAD).buildSeconds(new Revision.Good())).isEqualTo(30);
    // Over several bisections candidates' numbers mean nothing.
    assertThat(Costs.of(jobs, "lab1").buildSeconds(new Revision.Candidate(301)))
        .isEqualTo(costs().buildSeconds());
  }

  @Test
  void failedBuildsMoveTheTreeAndImagesThatWereThereDoNot() {
    int place = -1;
    built("lab1", new Revision.Good(), 600, false);
    for (int next : new int[] {500, 250, 375, 310, 300}) {
      built("lab1", new Revision.Candidate(next), seconds(next - place), false);
      place = next;
    }
    built("lab1", new Revision.Candidate(990), 0.1, true);
    assertThat(costs().buildSeconds(new Revision.Candidate(290)))
        .isCloseTo(seconds(10), within(1e-6));
    ended(
        "lab1",
        new Revision.Candidate(800),
        new Result.Unbuildable("compile", "error", "", Duration.ofSeconds(3)));
    assertThat(costs().buildSeconds(new Revision.Candidate(830)))
        .isCloseTo(seconds(30), within(1e-6));
    ended("lab1", new Revision.Candidate(100), new Result.Cancelled());
    assertThat(costs().buildSeconds(new Revision.Candidate(120)))
        .isCloseTo(seconds(20), within(1e-6));
  }

  /** A first build of 26 min among incremental ones of half a minute. */
  @Test
  void aColdBuildTellsNothingOfTheIncrementalOnesThatFollow() {
    built("lab1", new Revision.Good(), 26 * 60, 1560);
    // Nothing incremental was seen yet: a tenth of it.
    assertThat(costs().buildSeconds()).isCloseTo(156, within(1e-6));
    assertThat(costs().assumption().orElseThrow())
        .contains("a build takes 156 s where the first one, a cold one, took 1560 s");
    built("lab1", new Revision.Candidate(900), 31, 12);
    assertThat(costs().buildSeconds()).isCloseTo(31, within(1e-6));
    built("lab1", new Revision.Candidate(500), 35, 40);
    built("lab1", new Revision.Candidate(700), 33, 25);
    assertThat(costs().buildSeconds()).isCloseTo(33, within(1e-6));
    assertThat(Costs.of(jobs, "lab1").buildSeconds()).isCloseTo(33, within(1e-6));
  }

  @Test
  void buildsThatAllCompileMuchAreWhatIsToBeExpected() {
    built("lab1", new Revision.Good(), 600, 1560);
    built("lab1", new Revision.Candidate(900), 500, 1200);
    built("lab1", new Revision.Candidate(500), 540, 1300);
    assertThat(costs().buildSeconds()).isCloseTo(540, within(1e-6));
  }

  @Test
  void theFirstBuildInATreeThatIsThereIsNotCold() {
    built("lab1", new Revision.Good(), 40, 60);
    assertThat(costs().buildSeconds()).isCloseTo(40, within(1e-6));
  }

  private void built(String machine, Revision revision, double seconds, int objects) {
    built(machine, revision, seconds, false, objects);
  }

  private Costs costs() {
    return Costs.of(jobs, "lab1", BAD);
  }

  private static double seconds(int distance) {
    return 5 + 9 * Math.log1p(Math.abs(distance));
  }

  private void built(String machine, Revision revision, double seconds, boolean reused) {
    built(machine, revision, seconds, reused, 1);
  }

  private void built(
      String machine, Revision revision, double seconds, boolean reused, int objects) {
    ended(
        machine,
        revision,
        new Result.Built(
            new Result.Image(
                "key",
                "commit",
                "build-id",
                "sha",
                null,
                "config",
                "",
                "6.12",
                "gcc",
                "/k",
                1,
                objects,
                reused,
                Duration.ofNanos(Math.round(seconds * 1e9)))));
  }

  private void ended(String machine, Revision revision, Result result) {
    jobs.add(
        new JobRecord(
            "b1-" + jobs.size(),
            1,
            "b1",
            machine,
            JobKind.BUILD,
            RevisionName.of(revision),
            "c0ffee",
            "subject",
            null,
            null,
            null,
            Instant.EPOCH.plusSeconds(jobs.size()),
            Instant.EPOCH.plusSeconds(jobs.size() + 1L),
            Outcome.of(result).words(),
            "",
            WorkerResults.of(result),
            ""));
  }
}
