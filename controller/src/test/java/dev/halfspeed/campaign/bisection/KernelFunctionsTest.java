package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.RevisionName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KernelFunctionsTest {
  private static final Revision CULPRIT = new Revision.Candidate(3);
  private static final Revision FIRST = new Revision.Candidate(1);
  private static final Revision SECOND = new Revision.Candidate(2);

  @Test
  void aKernelIsComparedWithEachParentOnTheMachinesThatBuiltBoth() {
    KernelFunctions built =
        built(
            build("lab1", CULPRIT, "a"),
            build("lab1", FIRST, "a"),
            build("lab2", CULPRIT, "b"),
            build("lab2", SECOND, "b"));
    assertThat(built.areSame(CULPRIT, List.of(FIRST))).isTrue();
    assertThat(built.areSame(CULPRIT, List.of(FIRST, SECOND))).isTrue();
    assertThat(built.areSame(FIRST, List.of(SECOND))).as("no machine built both").isFalse();
  }

  @Test
  void oneMachineWhereTheyDifferIsEnough() {
    KernelFunctions built =
        built(
            build("lab1", CULPRIT, "a"),
            build("lab1", FIRST, "a"),
            build("lab2", CULPRIT, "b"),
            build("lab2", FIRST, "c"));
    assertThat(built.areSame(CULPRIT, List.of(FIRST))).isFalse();
  }

  @Test
  void kernelsWhoseFunctionsAreNotKnownAreLikeNoOther() {
    KernelFunctions built = built(build("lab1", CULPRIT, null), build("lab1", FIRST, null));
    assertThat(built.areSame(CULPRIT, List.of(FIRST))).isFalse();
    assertThat(built().areSame(CULPRIT, List.of(FIRST))).isFalse();
  }

  private static KernelFunctions built(JobRecord... jobs) {
    return new KernelFunctions(Arrays.asList(jobs));
  }

  private static JobRecord build(String machine, Revision revision, @Nullable String functions) {
    var image =
        new JobResult.BuiltImage(
            "key", "c0ffee", "b1d", "sha", functions, "config", "6.12", "gcc", "/k", 1, 1, false);
    return new JobRecord(
        "job",
        1,
        "b1",
        machine,
        "build",
        RevisionName.of(revision),
        "c0ffee",
        "subject",
        null,
        "key",
        null,
        Instant.EPOCH,
        Instant.EPOCH,
        "built",
        "",
        new JobResult.Built(image, Duration.ZERO),
        "log");
  }
}
