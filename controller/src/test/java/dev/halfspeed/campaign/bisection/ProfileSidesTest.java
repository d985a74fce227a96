package dev.halfspeed.campaign.bisection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfspeed.campaign.CounterEvidences;
import dev.halfspeed.core.JobResult;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Evidence;
import dev.halfspeed.search.Purpose;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.RevisionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which boots are made and compared, where machines go and interventions leave other boots. */
final class ProfileSidesTest {
  private static final CandidateDag DAG =
      CandidateDag.of(new int[][] {{}, {0}, {1}, {2}, {3}, {4}, {5}, {6}});

  private static final ProfileSides SIDES =
      new ProfileSides(
          "parent",
          "culprit",
          new Revision.Candidate(7),
          Set.of(new Revision.Candidate(5), new Revision.Candidate(6)),
          new CounterEvidences.Metric("tps", "1/s", true),
          true);

  private static JobRecord boot(String machine, int candidate) {
    return new JobRecord(
        machine + "-" + candidate,
        1,
        "b1",
        machine,
        "boot",
        RevisionName.of(new Revision.Candidate(candidate)),
        null,
        null,
        "PROFILE",
        null,
        null,
        Instant.EPOCH,
        Instant.EPOCH,
        "profiled",
        "",
        new JobResult.Profiled(null, Duration.ofSeconds(1)),
        "");
  }

  private static List<String> compared(JobRecord... ended) {
    return SIDES.compared(List.of(ended)).stream().map(JobRecord::job).toList();
  }

  @Test
  void whatIsOfNoSideIsLeftOut() {
    assertThat(compared(boot("m1", 3), boot("m1", 2), boot("m1", 6), boot("m1", 7)))
        .containsExactly("m1-6", "m1-7");
    assertThat(compared(boot("m1", 3), boot("m1", 7))).containsExactly("m1-7");
  }

  @Test
  void oneParentOnOneMachineIsCompared() {
    assertThat(compared(boot("m1", 5), boot("m1", 7), boot("m2", 6), boot("m2", 7)))
        .containsExactly("m2-6", "m2-7");
    assertThat(
            compared(
                boot("m1", 5),
                boot("m1", 7),
                boot("m1", 5),
                boot("m1", 7),
                boot("m1", 6),
                boot("m2", 6),
                boot("m2", 7)))
        .containsExactly("m1-5", "m1-7", "m1-5", "m1-7");
  }

  private static ProfileBoots boots(List<String> usable, JobRecord... jobs) {
    List<Evidence> evidence =
        Stream.of(0, 1)
            .flatMap(machine ->
                Stream.of(6, 7)
                    .<Evidence>map(candidate ->
                        new Evidence.Measured(
                            new Revision.Candidate(candidate),
                            machine,
                            "image",
                            Purpose.PROOF,
                            List.of(1.0))))
            .toList();
    return new ProfileBoots(
        List.of("m1", "m2"),
        Set.of(0, 1),
        usable,
        new KernelOptions(DAG, _ -> Optional.empty()),
        7,
        evidence,
        List.of(jobs));
  }

  @Test
  void profilesAreOverOnceTheirMachineIsOutOfUse() {
    assertThat(boots(List.of("m1", "m2"), boot("m1", 6)).isOpen()).isTrue();
    ProfileBoots gone = boots(List.of("m2"), boot("m1", 6));
    assertThat(gone.isOpen()).isFalse();
    assertThat(gone.obstacle(false)).contains("m1 went out of use before both sides had one");
    // Without a profile any machine that proved both will do.
    assertThat(boots(List.of("m2")).isOpen()).isTrue();
    assertThat(boots(List.of()).isOpen()).isFalse();
  }

  @Test
  void whatIsMissingIsTold() {
    List<String> both = List.of("m1", "m2");
    assertThat(boots(both, boot("m1", 6)).obstacle(true))
        .contains("the budget was used up before both sides had one");
    assertThat(boots(both, boot("m1", 6), boot("m1", 7)).obstacle(true)).isEmpty();
    assertThat(boots(List.of(), boot("m1", 6), boot("m1", 7)).obstacle(false)).isEmpty();
    assertThat(boots(both, boot("m1", 6), boot("m2", 7)).obstacle(true)).isNotEmpty();
  }

  @Test
  void bootsOfAnotherCulpritCountForNothing() {
    ProfileBoots fresh =
        boots(List.of("m2"), boot("m1", 3), boot("m1", 2), boot("m1", 3), boot("m1", 2));
    assertThat(fresh.isOpen()).isTrue();
  }
}
